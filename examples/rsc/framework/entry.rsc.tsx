// The server's entry: leads a request through the middleware to its route handler, action or page.
import { runAction } from './action.ts'
import { answerError, errorDocument, methodNotAllowed } from './answer.ts'
import { runMiddleware } from './middleware.ts'
import { renderPage } from './render.tsx'
import { matchRoute, type RouteModule } from './routes.ts'

export { prerenderStatic } from './static.tsx'

export default { fetch: handleRequest }

async function handleRequest(request: Request): Promise<Response> {
  try {
    return (await runMiddleware(request)) ?? (await runRoute(request))
  } catch (error) {
    return answerError(error)
  }
}

async function runRoute(request: Request): Promise<Response> {
  const route = matchRoute(new URL(request.url).pathname)
  if (route === undefined) return errorDocument(404)
  if (route.type === 'handler') return runHandler(await route.handler(), request)
  if (request.method === 'GET' || request.method === 'HEAD') return renderPage(route, request)
  if (request.method !== 'POST') return methodNotAllowed('GET, HEAD, POST')
  const outcome = await runAction(request)
  return outcome instanceof Response ? outcome : renderPage(route, request, outcome)
}

function runHandler(handlers: RouteModule, request: Request) {
  const handler = handlers[request.method] ?? (request.method === 'HEAD' ? handlers.GET : undefined)
  if (handler === undefined) return methodNotAllowed(Object.keys(handlers).join(', '))
  return handler(request, { params: Promise.resolve({}) })
}

import.meta.hot?.accept()

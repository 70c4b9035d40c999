// Bodies on servers that do not show which of them are whole, where it has to be found out.
import { runInScope } from '../scope.ts'
import { findBunBody, findLength, readAhead } from './fetch-body.ts'
import { letGo, type ResponseWatch, wrapBody } from './fetch-response.ts'

/** Watches a body as `watchBody` does, on servers that do not show which bodies are whole. */
export function watchServerBody(response: Response, watch: ResponseWatch): unknown {
  const whole = findBunBody(response)
  const canLetGo = watch.hasEnd || watch.scope.tasks.size === 0
  if (whole && (whole.isSentAtOnce || canLetGo)) return letGo(response, watch)
  const { body } = response
  if (!body || body.locked) return letGo(response, watch)
  const length = whole ? whole.length : findLength(response)
  const isKnown = whole !== undefined || length !== undefined
  if (!isKnown && (watch.canWait || watch.hasEnd)) return watchUnknown(response, body, watch)
  return length !== undefined && canLetGo
    ? letGo(response, watch)
    : declareLength(wrapBody(response, body.getReader(), watch), length)
}

async function watchUnknown(
  response: Response,
  body: ReadableStream<Uint8Array>,
  watch: ResponseWatch,
): Promise<unknown> {
  const { scope, hasEnd } = watch
  const { whole, reader } = await runInScope(scope, () => readAhead(body))
  if (!whole || (scope.tasks.size > 0 && !hasEnd)) {
    return declareLength(wrapBody(response, reader, watch), whole?.length)
  }
  // Bridges that know the length of a body they have made themselves do not know a copy's.
  const copy = new Response(whole as Uint8Array<ArrayBuffer>, response)
  return letGo(declareLength(copy, whole.length), watch)
}

/** Declares the length of a body that had one. */
function declareLength(response: Response, length: number | undefined): Response {
  const { headers } = response
  if (length !== undefined && !headers.has('content-length')) {
    headers.set('content-length', String(length))
  }
  return response
}

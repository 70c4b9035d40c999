// A function that streams its response.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { toNodeBody } from '../shared/node-routes.mjs'
import { runRoute } from '../shared/routes.mjs'
import { withAfter } from '@afterword/runtime/lambda'

export const handler = awslambda.streamifyResponse(withAfter(serve))
async function serve(event, responseStream) {
  const { status, headers, body } = await runRoute(`${event.rawPath}?${event.rawQueryString}`)
  const metadata = { statusCode: status, headers }
  const stream = awslambda.HttpResponseStream.from(responseStream, metadata)
  const source = toNodeBody(body)
  if (source instanceof Readable) await pipeline(source, stream)
  else stream.end(source)
}

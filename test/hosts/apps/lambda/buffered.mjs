// A function that returns its response whole.
import { Readable } from 'node:stream'
import { toNodeBody } from '../shared/node-routes.mjs'
import { runRoute } from '../shared/routes.mjs'
import { withAfter } from '@afterword/runtime/lambda'

export const handler = withAfter(serve)
async function serve(event) {
  const { status, headers, body } = await runRoute(`${event.rawPath}?${event.rawQueryString}`)
  const source = toNodeBody(body)
  const chunks = source instanceof Readable ? await source.toArray() : [source ?? '']
  const whole = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)))
  return { statusCode: status, headers, body: whole.toString('base64'), isBase64Encoded: true }
}

// Lambda's Node runtime in short: asks for an event, calls the handler, answers, asks for the next.
import http from 'node:http'
import { buffer } from 'node:stream/consumers'

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')
const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':')
const agent = new http.Agent({ keepAlive: true })

globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: 'response' }),
  HttpResponseStream: {
    from(stream, metadata) {
      stream.write(JSON.stringify(metadata))
      stream.write(Buffer.alloc(8))
      return stream
    },
  },
}

function request(method, path, headers = {}) {
  const options = { hostname, port, method, headers, agent, path: `/2018-06-01/runtime/${path}` }
  return http.request(options)
}

async function answer(sent) {
  const [response] = await new Promise((resolve, reject) =>
    sent.once('response', (...args) => resolve(args)).once('error', reject),
  )
  return { headers: response.headers, body: await buffer(response) }
}

async function post(path, body) {
  await answer(request('POST', path).end(body))
}

async function stream(id, event, context) {
  const sent = request('POST', `invocation/${id}/response`, {
    'lambda-runtime-function-response-mode': 'streaming',
    'transfer-encoding': 'chunked',
    trailer: 'Lambda-Runtime-Function-Error-Type',
  })
  const answered = answer(sent)
  answered.catch(() => {})
  try {
    await handler(event, sent, context)
  } catch {
    if (!sent.headersSent) {
      sent.destroy()
      await post(`invocation/${id}/error`, '{}')
      return
    }
    // The handler may have destroyed it, as pipeline() does.
    if (sent.destroyed) return
    sent.addTrailers({ 'Lambda-Runtime-Function-Error-Type': 'Error' })
    sent.end()
  }
  await answered
}

const { handler } = await import(process.argv[2])

for (;;) {
  const { headers, body } = await answer(request('GET', 'invocation/next').end())
  const id = headers['lambda-runtime-aws-request-id']
  const end = Number(headers['lambda-runtime-deadline-ms'])
  const context = { awsRequestId: id, getRemainingTimeInMillis: () => end - Date.now() }
  if (handler[STREAMING]) {
    await stream(id, JSON.parse(body), context)
    continue
  }
  let result
  try {
    result = await handler(JSON.parse(body), context)
  } catch {
    await post(`invocation/${id}/error`, '{}')
    continue
  }
  await post(`invocation/${id}/response`, JSON.stringify(result))
}

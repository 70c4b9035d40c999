// Functions whose work takes longer than their response, for the test of the freeze itself.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/lambda'

// All work goes on until the test connects here.
const gate = createServer((socket) => socket.end())
const released = once(gate, 'connection').then(() => gate.close())
await once(gate.listen(0, '127.0.0.1'), 'listening')
console.log(`gate ${gate.address().port} of ${process.pid}`)

async function work(name) {
  await released
  console.log(`${name} done`)
}

const handlers = {
  /** Leaves its work behind, as code written for a long-lived server does. */
  unwrapped: async () => {
    work('floating')
    return { statusCode: 200, body: 'answer' }
  },
  buffered: withAfter(async () => {
    after(() => work('task'))
    return { statusCode: 200, body: 'answer' }
  }),
  streaming: withAfter(async (_event, responseStream) => {
    after(() => work('task'))
    const stream = awslambda.HttpResponseStream.from(responseStream, { statusCode: 200 })
    stream.end('answer')
  }),
}

const mode = process.env.FREEZE_MODE
export const handler =
  mode === 'streaming' ? awslambda.streamifyResponse(handlers.streaming) : handlers[mode]

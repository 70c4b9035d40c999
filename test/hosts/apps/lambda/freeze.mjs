// Functions whose work takes longer than their response, for the test of the freeze itself.
import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/lambda'

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function work(name) {
  await sleep(100)
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

// The application, which is all that a Worker needs.
import { Hono } from 'hono'
import { streamText } from 'hono/streaming'
import { recordVisit } from './visits'

const app = new Hono()

app.get('/', (c) => {
  recordVisit(c.req.path)
  return c.text('Hello\n')
})

app.get('/countdown', (c) => {
  recordVisit(c.req.path)
  return streamText(c, async (stream) => {
    for (const word of ['three', 'two', 'one']) {
      await stream.writeln(word)
      await stream.sleep(100)
    }
    console.log('the stream ends')
  })
})

export default app

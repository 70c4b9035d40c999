// A listener that fails after calling after().
import http from 'node:http'
import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/node'

process.on('uncaughtExceptionMonitor', (error, origin) => {
  console.log('seen', origin, error.message)
})
const server = http.createServer(
  withAfter(async (_req, res) => {
    res.setHeader('x-own', '1')
    after(async ({ outcome }) => {
      await null
      console.log('task', outcome)
    })
    throw new Error('boom')
  }),
)
server.listen(0, () => console.log('port', server.address().port))

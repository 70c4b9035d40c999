// A server that shuts down gracefully: timeout, protocol and repeatWindow are arguments. SIGUSR2 lets the stream end.
import http from 'node:http'
import http2 from 'node:http2'
import { after } from '@afterword/runtime'
import { gracefulShutdown, withAfter } from '@afterword/runtime/node'

let endStream = () => {}
process.on('SIGUSR2', () => endStream())
const { createServer } = process.argv[3] === 'http2' ? http2 : http
const server = createServer(
  withAfter((req, res) => {
    if (req.url === '/never') {
      after(function neverSettles() {
        console.log('never started')
        return new Promise(() => {})
      })
      return res.end('x')
    }
    if (req.url === '/idle') return res.end('idle')
    after(async () => {
      console.log('task start')
      await new Promise((resolve) => setTimeout(resolve, 20))
      console.log('task end')
    })
    res.write('first')
    endStream = () => res.end('last')
  }),
)
const repeatWindow = Number(process.argv[4] ?? 60_000)
gracefulShutdown(server, { timeout: Number(process.argv[2] ?? 60_000), repeatWindow })
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => console.log('signalled'))
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))

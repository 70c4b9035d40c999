import http2 from 'node:http2'
import { after } from '@afterword/runtime'
import { gracefulShutdown, withAfter } from '@afterword/runtime/node'

const server = http2.createServer(
  withAfter((req, res) => {
    after(({ outcome }) => console.log(req.url, outcome))
    res.end('Hello')
  }),
)
gracefulShutdown(server)
server.listen(process.env.PORT ?? 3000)

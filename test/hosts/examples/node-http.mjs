import http from 'node:http'
import { after } from '@afterword/runtime'
import { gracefulShutdown, withAfter } from '@afterword/runtime/node'

const server = http.createServer(
  withAfter((req, res) => {
    after(({ outcome }) => console.log(req.url, outcome))
    res.end('Hello')
  }),
)
gracefulShutdown(server)
server.listen(process.env.PORT ?? 3000)

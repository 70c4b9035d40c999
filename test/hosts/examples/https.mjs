import { readFileSync } from 'node:fs'
import https from 'node:https'
import { after } from '@afterword/runtime'
import { gracefulShutdown, withAfter } from '@afterword/runtime/node'

const options = { key: readFileSync('key.pem'), cert: readFileSync('cert.pem') }
const server = https.createServer(
  options,
  withAfter((req, res) => {
    after(({ outcome }) => console.log(req.url, outcome))
    res.end('Hello')
  }),
)
gracefulShutdown(server)
server.listen(process.env.PORT ?? 3000)

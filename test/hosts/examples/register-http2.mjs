// node --import @afterword/runtime/register server.mjs
import http2 from 'node:http2'
import { after } from '@afterword/runtime'

const server = http2.createServer((req, res) => {
  after(({ outcome }) => console.log(req.url, outcome))
  res.end('Hello')
})
server.listen(process.env.PORT ?? 3000)

// node --import @afterword/runtime/register server.mjs
import http from 'node:http'
import { after } from '@afterword/runtime'

const server = http.createServer((req, res) => {
  after(({ outcome }) => console.log(req.url, outcome))
  res.end('Hello')
})
server.listen(process.env.PORT ?? 3000)

import http2 from 'node:http2'
import { listen } from '../shared/listen.mjs'
import { serveNode } from '../shared/node-routes.mjs'

// node --import @afterword/runtime/register server.mjs
const server = http2.createServer(serveNode)
listen(server)

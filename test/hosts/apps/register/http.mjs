import http from 'node:http'
import { listen } from '../shared/listen.mjs'
import { serveNode } from '../shared/node-routes.mjs'

// node --import @afterword/runtime/register server.mjs
const server = http.createServer(serveNode)
listen(server)

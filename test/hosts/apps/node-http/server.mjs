import { serveNode } from '../shared/node-routes.mjs'
import { listen } from '../shared/listen.mjs'

import http from 'node:http'
import { withAfter } from '@afterword/runtime/node'

const server = http.createServer(withAfter(serveNode))
listen(server)

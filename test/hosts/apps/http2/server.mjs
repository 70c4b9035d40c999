import { listen } from '../shared/listen.mjs'
import { serveNode } from '../shared/node-routes.mjs'

import http2 from 'node:http2'
import { withAfter } from '@afterword/runtime/node'

const server = http2.createServer(withAfter(serveNode))
listen(server)

import { serveNode } from '../shared/node-routes.mjs'
import { listen } from '../shared/listen.mjs'

// #region example
import http from 'node:http'
import { withAfter } from '@afterword/runtime/node'

const server = http.createServer(withAfter(serveNode))
// #endregion
listen(server)

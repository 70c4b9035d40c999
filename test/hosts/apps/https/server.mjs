import { generate } from 'selfsigned'
import { listen } from '../shared/listen.mjs'
import { serveNode } from '../shared/node-routes.mjs'

const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }])

import https from 'node:https'
import { withAfter } from '@afterword/runtime/node'

const server = https.createServer({ key, cert }, withAfter(serveNode))
listen(server)

import { serve } from 'srvx'
import { handle } from './handle.mjs'
import { printPort } from './shared.mjs'

const server = serve({ fetch: handle, port: 0, hostname: '127.0.0.1', silent: true })
await server.ready()
printPort(server.node.server)

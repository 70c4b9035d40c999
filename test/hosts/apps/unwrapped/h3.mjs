import { H3, serve } from 'h3'
import { handle } from './handle.mjs'
import { printPort } from './shared.mjs'

const app = new H3()
app.get('/**', (event) => handle(event.req))
const server = serve(app, { port: 0, hostname: '127.0.0.1', silent: true })
await server.ready()
printPort(server.node.server)

import { handle } from './handle.mjs'

const server = Bun.serve({ port: 0, routes: { '/': handle }, fetch: handle })
console.log(`port ${server.port}`)

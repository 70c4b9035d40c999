// Serves a built fetch handler: node serve.mjs <file>
import { pathToFileURL } from 'node:url'
import { serve } from 'srvx'

const { default: handler } = await import(pathToFileURL(process.argv[2]).href)
const server = serve({ ...handler, port: 0, hostname: '127.0.0.1', silent: true })
await server.ready()
console.log(`port ${new URL(server.url).port}`)

// Whose types Node takes out by itself.
import { createServer, type Server } from 'node:http'
import { listen } from './handle.mjs'
import { printPort } from './shared.mjs'

const server: Server = createServer(listen)
printPort(server.listen(0, '127.0.0.1'))

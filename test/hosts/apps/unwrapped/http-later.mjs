import http from 'node:http'
import { listen } from './handle.mjs'
import { printPort } from './shared.mjs'

const server = new http.Server()
server.on('request', listen)
printPort(server.listen(0, '127.0.0.1'))

import { createServer } from 'node:http'
import { listen } from './handle.mjs'
import { printPort } from './shared.mjs'

printPort(createServer(listen).listen(0, '127.0.0.1'))

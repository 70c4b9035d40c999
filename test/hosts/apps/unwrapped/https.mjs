import * as https from 'node:https'
import { generate } from 'selfsigned'
import { listen } from './handle.mjs'
import { printPort } from './shared.mjs'

const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }])
printPort(https.createServer({ key, cert }, listen).listen(0, '127.0.0.1'))

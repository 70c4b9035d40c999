// A server that knows nothing of hosts: it only calls after(). Arguments: the kind of server, and
// what its listener is wrapped in, if anything, or `server` where that is wrapped itself.
import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import * as http2 from 'node:http2'
import https from 'node:https'
import { setImmediate as turn } from 'node:timers/promises'
import { after, headers } from '@afterword/runtime'
import { afterMiddleware, withAfter } from '@afterword/runtime/node'

const [kind, wrapper] = process.argv.slice(2)
const read = (file) => readFileSync(new URL(`../tls/${file}`, import.meta.url))
const tls = { key: read('key.pem'), cert: read('cert.pem'), allowHTTP1: true }
const create = {
  http: (listener) => http.createServer(listener),
  https: (listener) => https.createServer(tls, listener),
  // By the names of the module, which an import binds early.
  http2: (listener) => http2.createServer(listener),
  http2s: (listener) => http2.createSecureServer(tls, listener),
}[kind]

subscribe('afterword:scope:open', ({ path }) => console.log('open', path))
process.on('uncaughtException', (error) => console.log('uncaught', error.message))
process.on('unhandledRejection', (error) => console.log('unhandled', error.message))

async function listener(req, res) {
  after(async ({ outcome }) => {
    console.log('task', req.url, outcome, (await headers()).get('x-id'))
  })
  if (req.url === '/throw') throw new Error('boom')
  if (req.url === '/abort') {
    res.write('first')
    await once(res, 'close')
    await turn()
    await turn()
    console.log('handler', req.url)
    return
  }
  await turn()
  after(async () => {
    await turn()
    console.log('late', req.url)
  })
  res.end(`<${req.url}>`)
}

const middleware = afterMiddleware()
const wrappers = {
  withAfter: withAfter(listener),
  afterMiddleware: (req, res) => middleware(req, res, () => listener(req, res)),
}
const created = create(wrappers[wrapper] ?? listener)
// Twice is once.
const server = /^server/.test(wrapper) ? withAfter(withAfter(created)) : created
if (/listeners$/.test(wrapper)) {
  const removed = () => console.log('removed was called')
  server.on('request', removed)
  server.once('request', () => after(() => console.log('task once')))
  server.on('request', (req) => {
    if (req.url === '/1') {
      server.off('request', removed)
      console.log('listeners', server.listeners('request').indexOf(listener))
      server.prependListener('request', () => after(() => console.log('task prepended')))
    }
  })
  server.off('request', removed)
  server.on('request', removed)
}
server.on('checkContinue', (req, res) => {
  if (req.url !== '/continue') return server.emit('request', req, res)
  after(() => console.log('task /continue'))
  res.writeContinue()
  res.end('continued')
})
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))

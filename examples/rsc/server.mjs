// The production server: sends what the build wrote as files, and everything else to the app.
import { createServer } from 'node:http'
import { gracefulShutdown, withAfter } from '@afterword/runtime/node'
import { respond, toRequest } from './server/bridge.mjs'
import { findFiles, sendFile } from './server/files.mjs'

process.env.NODE_ENV ??= 'production'

const root = new URL('./dist/', import.meta.url)
const { default: app } = await import(new URL('rsc/index.js', root).href).catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
  fail('The example is not built yet. Run: npm run build')
})

const assets = await findFiles(new URL('client/', root), (name) => `/${name}`)
const pages = await findFiles(new URL('static/', root), toPagePath)

// The request's scope: opened here, over when the last byte is out or the visitor is gone.
const serveApp = withAfter(async (req, res) => {
  // A prerendered page is an answer of the app, too: its tasks ran when it was built.
  const page = pages.find(req)
  if (page) return sendFile(page, req, res)
  const request = toRequest(req, res)
  if (request === undefined) return res.writeHead(400).end('Bad request\n')
  await respond(res, await app.fetch(request))
})

const server = createServer((req, res) => {
  const asset = assets.find(req)
  // An asset runs no code of the app, so it needs no scope.
  return asset ? sendFile(asset, req, res) : serveApp(req, res)
})

gracefulShutdown(server)

const port = readPort(process.env.PORT ?? '3000')
server.once('error', (error) => fail(explainListenError(error)))
server.listen(port, () => {
  const address = server.address()
  const actual = typeof address === 'object' ? address?.port : port
  console.log(`Afterword example: http://localhost:${actual}`)
})

/** @param {string} name */
function toPagePath(name) {
  return `/${name}`.replace(/\.html$/, '').replace(/^\/index$/, '/')
}

/** @param {string} text */
function readPort(text) {
  const number = Number(text)
  if (text.trim() !== '' && Number.isInteger(number) && number >= 0 && number < 65536) return number
  return fail(`PORT is '${text}'. Set it to a number from 0 to 65535.`)
}

/** @param {NodeJS.ErrnoException} error */
function explainListenError(error) {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is in use. Choose another: PORT=${port + 1} npm start`
  }
  if (error.code === 'EACCES') return `Port ${port} needs more rights. Choose one above 1023.`
  return error.message
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message)
  process.exit(1)
}

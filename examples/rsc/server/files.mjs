// Serves what the build wrote: the browser's assets and the prerendered pages.
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {{ path: string, size: number, headers: Record<string, string> }} StaticFile */

/** @type {Record<string, string>} */
const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * Lists the files once, at the start: a request can only name what is in the list.
 *
 * @param {URL} folder
 * @param {(name: string) => string} toUrlPath the URL's path for a file's, which has `/` between folders
 */
export async function findFiles(folder, toUrlPath) {
  /** @type {Map<string, StaticFile>} */
  const found = new Map()
  const root = fileURLToPath(folder)
  for (const file of await readdir(root, { recursive: true }).catch(() => [])) {
    const path = join(root, file)
    const name = file.replaceAll('\\', '/')
    const entry = await stat(path)
    const { size } = entry
    if (entry.isFile()) found.set(toUrlPath(name), { path, size, headers: describe(name) })
  }
  return {
    /**
     * @param {import('node:http').IncomingMessage} req
     * @returns {StaticFile | undefined}
     */
    find(req) {
      if (req.method !== 'GET' && req.method !== 'HEAD') return undefined
      const path = req.url?.split('?')[0] ?? ''
      return found.get(path) ?? found.get(path.replace(/(?<=.)\/$/, ''))
    },
  }
}

/**
 * @param {StaticFile} file
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 */
export async function sendFile(file, req, res) {
  // Ended in one piece: a client that closes as soon as it has counted its bytes has not aborted.
  const body = req.method === 'HEAD' ? undefined : await readFile(file.path).catch(() => null)
  // Deleted since the start.
  if (body === null) return res.writeHead(404).end()
  return res.writeHead(200, { ...file.headers, 'content-length': file.size }).end(body)
}

/** @param {string} name */
function describe(name) {
  const type = types[extname(name)] ?? 'application/octet-stream'
  // Vite puts a hash of the content into the names below assets/.
  const cache = name.startsWith('assets') ? 'public, max-age=31536000, immutable' : 'no-cache'
  return { 'content-type': type, 'cache-control': cache }
}

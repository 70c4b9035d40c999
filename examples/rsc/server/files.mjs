// Serves what the build wrote: the browser's assets and the prerendered pages.
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { pipeline } from 'node:stream'
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
export function sendFile(file, req, res) {
  res.writeHead(200, { ...file.headers, 'content-length': file.size })
  if (req.method === 'HEAD') return res.end()
  // An error here is the visitor leaving, or the file deleted: pipeline ends both streams.
  return pipeline(createReadStream(file.path), res, () => {})
}

/** @param {string} name */
function describe(name) {
  const type = types[extname(name)] ?? 'application/octet-stream'
  // Vite puts a hash of the content into the names below assets/.
  const cache = name.startsWith('assets') ? 'public, max-age=31536000, immutable' : 'no-cache'
  return { 'content-type': type, 'cache-control': cache }
}

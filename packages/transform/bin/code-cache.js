// Loads the bundle of the command line, and keeps its compiled code beside it for the next run: V8 would
// compile each function anew when it is first called, which was a quarter of a check's own time (Node 20.20).
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { basename, dirname, join } = require('node:path')
const { Script } = require('node:vm')
const { isMainThread } = require('node:worker_threads')
const { crc32 } = require('node:zlib')

const PARAMETERS = 'exports, require, module, __filename, __dirname, importOutside'
const importOutside = (specifier) => import(specifier)

/**
 * Loads a CommonJS file, and its siblings as it requires them. What they import by `importOutside` is found
 * from here.
 *
 * @param {string} file absolute
 * @returns {any} what it exports
 */
exports.load = (file) => {
  const folder = dirname(file)
  const modules = new Map()
  /** @type {(() => void)[]} */
  const keepers = []
  // With the functions that were called by then; a thread uses what the process keeps.
  if (isMainThread) process.once('exit', () => keepers.forEach((keep) => void keep()))
  return load(basename(file))

  function load(name) {
    const known = modules.get(name)
    if (known) return known.exports
    const module = { exports: {} }
    modules.set(name, module)
    const path = join(folder, name)
    const script = compile(path)
    const requireOutside = createRequire(path)
    const requireFrom = (id) => (id.startsWith('./') ? load(id.slice(2)) : requireOutside(id))
    const run = script.runInThisContext()
    run(module.exports, requireFrom, module, path, folder, importOutside)
    return module.exports
  }

  function compile(path) {
    const kept = join(folder, 'compiled', `${basename(path)}.${process.version}.${process.arch}`)
    const source = readFileSync(path, 'utf8')
    const cachedData = readKept(kept, path)
    const script = new Script(`(function (${PARAMETERS}) {${source}\n})`, {
      filename: path,
      cachedData,
    })
    // V8 rejects what another version, or one with other flags, has compiled.
    if (!cachedData || script.cachedDataRejected) {
      keepers.push(() => write(kept, script.createCachedData()))
    }
    return script
  }
}

const CHECKSUM_BYTES = 4

/**
 * What was kept of a source, if it is whole and newer: V8 looks at no more of the source than its length, and
 * is ended by a damaged byte among those that it takes.
 */
function readKept(file, source) {
  try {
    if (statSync(file).mtimeMs <= statSync(source).mtimeMs) return undefined
    const content = readFileSync(file)
    // It stands at the end: V8 would copy what does not begin where a number may.
    const end = content.length - CHECKSUM_BYTES
    const data = content.subarray(0, end)
    return crc32(data) === content.readUInt32LE(end) ? data : undefined
  } catch {
    return undefined
  }
}

/** Another process may write it, too, or read it meanwhile; where nobody may write, nothing is kept. */
function write(file, data) {
  try {
    mkdirSync(dirname(file), { recursive: true })
    const draft = `${file}.${process.pid}`
    const checksum = Buffer.alloc(CHECKSUM_BYTES)
    checksum.writeUInt32LE(crc32(data))
    writeFileSync(draft, Buffer.concat([data, checksum]))
    renameSync(draft, file)
  } catch {}
}

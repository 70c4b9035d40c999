// Runs generated modules, each in a world that answers its imports and writes down what it does.
import vm from 'node:vm'
import * as runtime from '@afterword/runtime'
import * as bun from '@afterword/runtime/bun'
import * as compiled from '@afterword/runtime/compiled'
import * as deno from '@afterword/runtime/deno'
import * as fetchHost from '@afterword/runtime/fetch'
import * as node from '@afterword/runtime/node'
import { transformSync } from 'rolldown/utils'
import { createReference } from './reference.mjs'

/** What a module is run in: its imports, and a way to make requests. */
export function createReferenceWorld() {
  const log = []
  const { after, serve } = createReference((error) => log.push(`error ${describeError(error)}`))
  const own = { after, cookies: read, headers: read, draftMode: read, connection: read }
  return createWorld({ log, own, serve, helpers: {} })
}

/** The same with the real runtime, for compiled modules. */
export function createRuntimeWorld() {
  const log = []
  runtime.configure({ onTaskError: (error) => void log.push(`error ${describeError(error)}`) })
  const serve = async (handler) => {
    const host = fetchHost.withAfter(async (request) => {
      await handler(request)
      return new Response(null)
    })
    await host(new Request('http://localhost/'))
    const { abandoned, openRequests } = await runtime.drain({ timeout: 10_000 })
    if (abandoned.length > 0 || openRequests > 0) log.push('tasks are left')
  }
  const own = {
    after: runtime.after,
    cookies: runtime.cookies,
    headers: runtime.headers,
    draftMode: runtime.draftMode,
    connection: runtime.connection,
  }
  // Next's own scheduling is not there to be called: its call goes to where the others do.
  const nextHost = {
    afterAt: (_site, _caller, after, ...args) => after(...args),
    afterWithin: (_seconds, _site, _caller, after, ...args) => after(...args),
  }
  const helpers = { compiled, fetch: fetchHost, node, bun, deno, next: nextHost }
  return createWorld({ log, own, serve, helpers })
}

/** More than a generated function takes. */
const LOOSE_TURNS = 30

function turn() {
  return new Promise((resolve) => setImmediate(resolve))
}

async function read() {
  return {}
}

class NextResponse extends Response {}

function createWorld({ log, own, serve, helpers }) {
  const server = {
    after: own.after,
    unstable_after: own.after,
    connection: own.connection,
    NextResponse,
  }
  const headers = { cookies: own.cookies, headers: own.headers, draftMode: own.draftMode }
  const modules = {
    'next/server': { ...server, default: server },
    'next/server.js': { ...server, default: server },
    'next/headers': headers,
    '@afterword/runtime': own,
    './world': createGlobals(log, own),
  }
  for (const [name, helper] of Object.entries(helpers)) {
    modules[`@afterword/runtime/${name}`] = { ...helper }
  }
  const given = new Set([...Object.values(own), server, NextResponse])
  return { log, serve, modules, given, linked: new Map() }
}

/** What generated modules use: they can be told apart by nothing else than what they write down. */
function createGlobals(log, { after }) {
  return {
    log(mark, ...values) {
      log.push([mark, ...values.map(describe)].join(' '))
      return mark
    },
    turn,
    work: function work() {
      log.push('work')
    },
    wrap: (wrapped) =>
      Object.assign(function wrapper(...args) {
        log.push('wrapper')
        return Reflect.apply(wrapped, this, args)
      }, wrapped),
    tools: { after },
    h(type, props, ...children) {
      return typeof type === 'function' ? type({ ...props, children }) : [type, props, ...children]
    },
    Fragment: 'fragment',
    Show: ({ when }) => when?.(),
    world: () => log.push('world'),
    helper: 'helper',
    default: { name: 'world' },
  }
}

/** Types and elements gone. Throws an `Error` where that is impossible. */
export function toJavaScript(code, id) {
  const lang = /\.([cm]?)([jt]sx?)$/.exec(id)?.[2]
  const result = transformSync(id, code, {
    lang: lang === 'js' ? 'jsx' : lang,
    sourceType: id.endsWith('.cjs') ? 'commonjs' : 'module',
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
    target: 'esnext',
  })
  const [error] = result.errors
  if (error) throw new SyntaxError(error.message)
  return result.code
}

/** Loads a module in a world, then calls whatever it exports; gives what was written down. */
export async function exercise(world, code, id) {
  const { log, serve } = world
  log.length = 0
  const exported = await load(world, code, id)
  await settleLoose()
  if (!exported) return [...log]
  for (const name of Object.keys(exported).sort()) {
    const value = exported[name]
    // What is exported on from the runtime is not the module's own.
    if (world.given.has(value)) {
      log.push(`export ${name}: given`)
      continue
    }
    log.push(`export ${name}: ${describeExport(value, name, id)}`)
    for (const [target, self] of listCallable(value)) {
      await serve(async (request) => {
        log.push(`call ${name}`)
        log.push(`gave ${await call(target, self, request)}`)
        await settleLoose()
      })
      await settleLoose()
      log.push('over')
    }
  }
  return [...log]
}

/** Waits for what nothing waits for, so that it is not another request's. */
async function settleLoose() {
  for (let i = 0; i < LOOSE_TURNS; i++) await turn()
}

async function load(world, code, id) {
  const { log } = world
  try {
    if (id.endsWith('.cjs')) return loadCommonJs(world, code, id)
    const link = (specifier) => linkModule(world, specifier)
    const options = { identifier: id, importModuleDynamically: link }
    const module = new vm.SourceTextModule(code.replace(/^\uFEFF/, ''), options)
    await module.link(link)
    await module.evaluate()
    return module.namespace
  } catch (error) {
    log.push(`evaluation threw ${describeError(error)}`)
    return null
  }
}

function loadCommonJs({ modules }, code, id) {
  const body = code.replace(/^\uFEFF/, '').replace(/^#!/, '//')
  const run = vm.compileFunction(body, ['exports', 'require', 'module'], { filename: id })
  const module = { exports: {} }
  run.call(module.exports, module.exports, (specifier) => modules[specifier], module)
  return module.exports
}

async function linkModule({ modules, linked }, specifier) {
  const known = linked.get(specifier)
  if (known) return known
  const values = modules[specifier]
  if (!values) throw new Error(`nothing answers the import of ${specifier}`)
  const module = new vm.SyntheticModule(Object.keys(values), function () {
    for (const [name, value] of Object.entries(values)) this.setExport(name, value)
  })
  linked.set(specifier, module)
  await module.link(() => {})
  await module.evaluate()
  return module
}

/** The functions to call of an export, each with its `this`. */
function listCallable(value) {
  if (typeof value === 'function') {
    if (!isClass(value)) return [[value, { self: true }]]
    return [[() => new value(), undefined], ...listMethods(value), ...listMethods(value.prototype)]
  }
  return typeof value === 'object' && value !== null ? listMethods(value) : []
}

function listMethods(object) {
  return ['fetch', 'run', 'go', 'save', 'render'].flatMap((name) => {
    return typeof object?.[name] === 'function' ? [[object[name], object]] : []
  })
}

async function call(target, self, request) {
  try {
    const result = await Reflect.apply(target, self, [request, 2])
    if (typeof result?.next !== 'function') return describe(result)
    return `iterator of ${(await readAll(result)).join(', ')}`
  } catch (error) {
    return `error ${describeError(error)}`
  }
}

/** What an iterator yields, and what it returns. */
async function readAll(iterator) {
  const values = []
  for (;;) {
    const { done, value } = await iterator.next()
    values.push(describe(value))
    if (done) return values
  }
}

function describeExport(value, name, id) {
  if (typeof value !== 'function') return typeof value
  // A wrapped function without a name of its own loses `default`: docs/transform.md says so.
  const shown = name === 'default' && /server/.test(id) ? '' : value.name
  return `${isClass(value) ? 'class' : 'function'} ${shown}/${value.length} ${Object.keys(value)}`
}

function isClass(value) {
  return /^class\b/.test(Function.prototype.toString.call(value))
}

function describe(value) {
  if (typeof value === 'function') return `function ${value.name}`
  if (value instanceof Request) return 'request'
  if (typeof value !== 'object' || value === null) return String(value)
  return Array.isArray(value) ? `[${value.map(describe).join(', ')}]` : `{${Object.keys(value)}}`
}

/** Engines and schedulers word their messages differently. */
function describeError(error) {
  return error?.name === 'Error' ? `Error: ${error.message}` : String(error?.name ?? error)
}

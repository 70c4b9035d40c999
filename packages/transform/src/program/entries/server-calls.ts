/** The calls that make a server, and what of each goes to the runtime's `withAfter`, so that requests have their scope. */
import type { CallRecord, ModuleSummary } from '../../module/summary.ts'
import { asImport, memberOf, type Value } from '../../module/value.ts'
import type { Span } from '../../source/position.ts'

/** The part of the runtime package whose `withAfter` it is. */
export type ServerHost = 'node' | 'fetch' | 'deno' | 'bun'

interface ServerMaker {
  readonly modules: readonly string[]
  /** The object that every module of the runtime has, with the same functions. */
  readonly global?: string
  /** `default` is also a CommonJS module that is called itself. */
  readonly names: readonly string[]
  readonly host: ServerHost
  /** What the call gives, or the argument with the handler. */
  readonly wraps: 'result' | 'first argument' | 'last argument'
}

const MAKERS: readonly ServerMaker[] = [
  {
    modules: ['node:http', 'http', 'node:https', 'https'],
    names: ['createServer', 'Server'],
    host: 'node',
    wraps: 'result',
  },
  {
    modules: ['node:http2', 'http2'],
    names: ['createServer', 'createSecureServer'],
    host: 'node',
    wraps: 'result',
  },
  { modules: ['express'], names: ['default'], host: 'node', wraps: 'result' },
  { modules: ['fastify'], names: ['default', 'fastify'], host: 'node', wraps: 'result' },
  { modules: ['koa'], names: ['default'], host: 'node', wraps: 'result' },
  {
    modules: ['@hono/node-server'],
    names: ['serve', 'createAdaptorServer', 'getRequestListener'],
    host: 'fetch',
    wraps: 'first argument',
  },
  {
    modules: ['srvx', 'srvx/node', 'srvx/deno', 'srvx/bun', 'h3'],
    names: ['serve'],
    host: 'fetch',
    wraps: 'first argument',
  },
  { modules: [], global: 'Deno', names: ['serve'], host: 'deno', wraps: 'last argument' },
  { modules: ['bun'], global: 'Bun', names: ['serve'], host: 'bun', wraps: 'first argument' },
]

/** Classes whose instances have `fetch`: a module that exports one by default is a server. */
const APPLICATIONS = [
  { modules: ['hono', 'hono/tiny', 'hono/quick'], names: ['Hono'] },
  { modules: ['h3'], names: ['H3'] },
  { modules: ['elysia'], names: ['Elysia', 'default'] },
]
/** Methods of theirs that give the application itself. */
const CHAINED =
  /^(?:all|basePath|delete|get|group|head|mount|notFound|on\w*|options|patch|post|put|register|route|use)$/

export interface ServerCall {
  readonly host: ServerHost
  /** What `withAfter` goes around. */
  readonly target: Span
  /** The values that may be wrapped already. */
  readonly handlers: readonly Value[]
}

const ROWS: readonly Pick<ServerMaker, 'modules' | 'global' | 'names'>[] = [
  ...MAKERS,
  ...APPLICATIONS,
]
/** What the text of every module has that makes a server: where it comes from. */
export const SERVER_SOURCE = new RegExp(
  [
    `['"\`](?:${ROWS.flatMap(({ modules }) => modules).join('|')})['"\`]`,
    ...ROWS.flatMap(({ global }) => (global ? `\\b${global}\\b` : [])),
  ].join('|'),
)
/** And what is called; most that import `node:http` make requests. */
const SERVER_NAME = new RegExp(
  `\\b(?:${ROWS.flatMap(({ modules, names }) => (names.includes('default') ? modules : names)).join('|')})\\b`,
)

export function mentionsServer(code: string): boolean {
  return SERVER_SOURCE.test(code) && SERVER_NAME.test(code)
}

export function findServerCalls({ functions }: ModuleSummary): ServerCall[] {
  return functions.flatMap(({ calls }) => calls.flatMap(describeCall))
}

/** `new Hono()`, and what its methods give that can be chained. */
export function isFetchApplication(value: Value): boolean {
  if (value.type === 'instance') {
    const origin = asImport(value.of)
    return APPLICATIONS.some(
      ({ modules, names }) =>
        origin !== null && modules.includes(origin.source) && names.includes(origin.name),
    )
  }
  if (value.type !== 'result' || value.of.type !== 'member') return false
  return CHAINED.test(value.of.name) && isFetchApplication(value.of.object)
}

function describeCall(call: CallRecord): ServerCall[] {
  const maker = MAKERS.find((candidate) => isMadeBy(call.callee, candidate))
  if (!maker) return []
  const { host, wraps } = maker
  if (wraps === 'result') return [{ host, target: call.place, handlers: call.arguments }]
  const isFirst = wraps === 'first argument'
  const target = isFirst ? call.argumentPlace : call.lastArgument
  const value = call.arguments.at(isFirst ? 0 : -1)
  if (call.hasSpread || !target || !value) return []
  const members = value.type === 'literal' ? value.members : undefined
  const handlers = [value, members?.fetch, members?.handler].filter((one) => one !== undefined)
  return [{ host, target, handlers }]
}

function isMadeBy(callee: Value, maker: ServerMaker): boolean {
  const { modules, names, global } = maker
  if (callee.type === 'either') return callee.of.every((one) => isMadeBy(one, maker))
  if (callee.type === 'member' && callee.object.type === 'either') {
    // `(isSecure ? https : http).createServer`
    return callee.object.of.every((one) => isMadeBy(memberOf(one, callee.name), maker))
  }
  const origin = asImport(callee)
  if (origin) {
    const name = origin.name === '*' ? 'default' : origin.name
    return modules.includes(origin.source) && names.includes(name)
  }
  return callee.type === 'member' && names.includes(callee.name) && isGlobal(callee.object, global)
}

/** `Deno`, or `globalThis.Deno`. */
function isGlobal(value: Value, name: string | undefined): boolean {
  if (value.type === 'member') return value.name === name && isGlobal(value.object, 'globalThis')
  return value.type === 'global' && value.name === name
}

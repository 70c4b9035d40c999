// What is running now: one AsyncLocalStorage for the process, and the rules that read its frames.
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { Settings } from './configure.ts'
import type { RequestContext } from './request.ts'
import type { Scope } from './scope.ts'
import type { Task } from './task.ts'

/**
 * What kind of code is serving the request: a page, layout or other Server Component (`render`), a
 * Server Function (`action`), a route handler (`route`), or middleware.
 */
export type Phase = 'render' | 'action' | 'route' | 'middleware'

/** An entry point of the application: a function the server calls to serve a request. */
export interface Entry {
  readonly phase: Phase
  /** Path of its module, relative to the project: `app/page.tsx`. */
  readonly file: string
  /** Name of the export: `default`, `GET`, `generateMetadata`. */
  readonly name: string
  /** The route it serves: `/posts/[id]`. */
  readonly route?: string | undefined
  /** Seconds from the start of the request in which the response and its tasks must finish. */
  readonly maxDuration?: number | undefined
}

/** The asynchronous context of one piece of a request: what the storage holds. */
export interface Frame {
  /** The request's state machine: where tasks go. */
  readonly scope: Scope
  /** The request being served here; in an in-process sub-request, that one and not the outer one. */
  readonly request: RequestContext
  readonly entry?: Entry | undefined
  /** The task this code runs in, if any. */
  readonly task?: Task | undefined
}

/** All that the copies of this module in one process share. */
interface Shared {
  readonly storage: AsyncLocalStorage<Frame>
  /** The context of no request. */
  readonly outside: AsyncResource
  /**
   * Requests whose response or tasks are unfinished, in no order. Not a Set: when V8 makes its table
   * anew, the old one keeps the new. Those of the old generation then keep, until the next full
   * collection, all tables that follow and the requests that were in them.
   */
  readonly scopes: Scope[]
  readonly settings: Settings
  /** Handlers that `withAfter` has made. */
  readonly handlers: WeakSet<object>
  /** What a server has room for, where that is loaded. */
  server?: typeof import('./server.ts').server
  /** Tells this process's request ids from another's. */
  processId?: string
  requestCount?: number
  finishedTaskCount?: number
  draftSecret?: string
  /** Calls a listener in the scope of its request, by the request, where the server is watched. */
  runners?: WeakMap<object, (call: () => unknown) => unknown>
  /** Whether every Node server is watched already. */
  isRegistered?: boolean
  /** Whether the terminal shows what happens to each request. */
  isDebugging?: boolean
}

/** What platforms, and copies of this module, have left on the global object. */
// biome-ignore lint/suspicious/noExplicitAny: whatever it is.
export const globals: { [key: PropertyKey]: any } = globalThis

// Bundlers and test runners load this module more than once, and a request opened through one copy
// must be found by the others. Whichever loads first makes the object.
const key = Symbol.for('afterword')
globals[key] ??= {
  storage: new AsyncLocalStorage(),
  outside: new AsyncResource('after'),
  scopes: [],
  settings: {},
  handlers: new WeakSet(),
}
export const shared: Shared = globals[key]

/** The frame of the code that calls, if it runs in a request. */
export function currentFrame(): Frame | undefined {
  return shared.storage.getStore()
}

/** Calls `body` with `frame` current. */
export function runInFrame<T>(frame: Frame, body: () => T): T {
  return shared.storage.run(frame, body)
}

/**
 * The entry point a frame belongs to. A task belongs to the entry of its outermost `after`. React
 * renders child components outside the page's own frame, so code without an entry belongs to the
 * page last rendered for its request.
 */
export function entryOf(frame: Frame): Entry | undefined {
  return frame.task ? frame.task.entry : (frame.entry ?? frame.request.renderEntry)
}

/** The frame in which an entry point's body runs, given the frame that called it. */
export function enterEntry(frame: Frame, entry: Entry): Frame {
  // Whatever a task calls stays in the task, with the phase of its outermost `after`.
  if (frame.task) return frame
  const { scope, request } = frame
  const outer = entryOf(frame)
  // A server function called while rendering is part of the render, a page rendered by a route
  // handler part of the route: the outer phase says what the response still allows.
  const nested = outer !== undefined && outer.phase !== 'middleware'
  if (nested && !(outer.phase === 'render' && entry.phase === 'render')) return frame
  if (request !== scope.request) scope.subRequest ??= request
  if (entry.phase === 'render' && !(isPage(request.renderEntry) && !isPage(entry))) {
    request.renderEntry = entry
  } else if (entry.phase !== 'render') request.handlerEntry = entry
  return { scope, request, entry }
}

/** Layouts and templates render around a page, in any order, and must not take its name. */
function isPage(entry: Entry | undefined): boolean {
  return entry !== undefined && /(^|[\\/])page\.[^\\/]+$/.test(entry.file)
}

// Runs code as a request would, in a test, and tells what became of the tasks it scheduled.
import { MessageChannel } from 'node:worker_threads'
import { runEntry } from './compiled.ts'
import type { Outcome } from './configure.ts'
import { type Phase, shared } from './context.ts'
import { abandonTasks } from './drain.ts'
import { type AfterError, createInvalidError } from './errors.ts'
import type { Happening, Observer } from './notify.ts'
import { observe } from './observe.ts'
import {
  anyRule,
  checkOptions,
  headersRule,
  type OptionRule,
  stringRule,
  timeoutRule,
  urlRule,
} from './options.ts'
import { completeOutput } from './prerender.ts'
import { explainNavigation } from './report.ts'
import type { RequestContext } from './request.ts'
import {
  closeResponse,
  openScope,
  runInScope,
  type Scope,
  settleHandler,
  whenSettled,
} from './scope.ts'
import type { Task } from './task.ts'
import { runNextTurn } from './timers.ts'

/** The request that the code under test serves. A web `Request` is one. */
export interface TestRequest {
  /** URL or path. Default: `/`. */
  readonly url?: string | undefined
  /** Default: `GET`. */
  readonly method?: string | undefined
  readonly headers?: ConstructorParameters<typeof Headers>[0]
  /** Cookies by name, beside those of a `cookie` header. */
  readonly cookies?: Readonly<Record<string, string>> | undefined
}

/** Options of {@link runWithAfter}. */
export interface RunWithAfterOptions {
  /**
   * What kind of code is under test: in a task of a `render`, request APIs throw. Default: unknown,
   * as in code that was not compiled, unless the code under test says so itself.
   */
  readonly phase?: Phase | undefined
  /** What `cookies()`, `headers()` and `draftMode()` read. Default: `GET /` without any. */
  readonly request?: TestRequest | undefined
  /** How the response ends, as the tasks are told. Default: `sent`; `failed` when `fn` throws. */
  readonly outcome?: Outcome | undefined
  /**
   * Milliseconds to wait for the tasks, of real time even under fake timers. Default: 2,000. The
   * deadlines of the tasks themselves go by the clock that the code under test has.
   */
  readonly timeout?: number | undefined
}

/** Where a task came from. */
interface TaskOrigin {
  /** The `name` option of the task, or its function's name. */
  readonly name: string | undefined
  /** The call to `after`, as `file:line:column`; known in compiled code. */
  readonly site: string | undefined
}

/** What became of a task. */
export type TaskResult =
  | (TaskOrigin & {
      readonly status: 'fulfilled'
      /** What the function returned, or the promise resolved to. */
      readonly value: unknown
      readonly reason: undefined
    })
  | (TaskOrigin & {
      readonly status: 'rejected'
      readonly value: undefined
      /** What it threw, or rejected with. */
      readonly reason: unknown
    })
  | (TaskOrigin & {
      /** `timeout`: it passed its own deadline. `pending`: it was unfinished when the wait ended. */
      readonly status: 'timeout' | 'pending'
      readonly value: undefined
      /** What its signal was aborted with. */
      readonly reason: AfterError
    })

/** What {@link runWithAfter} resolves to. */
export type RunWithAfterResult<T> = {
  /** Every task, nested and late ones too, in the order of their `after` calls. */
  readonly tasks: readonly TaskResult[]
} & (
  | { readonly result: T; readonly error: undefined }
  /** `error` is what `fn` threw or rejected with. */
  | { readonly result: undefined; readonly error: unknown }
)

const DEFAULT_TIMEOUT = 2_000

/**
 * Calls `fn` in a request of its own, ends the response when `fn` has settled, and waits for the
 * tasks, nested and late ones too. Works under the fake timers of Vitest and Jest: tasks start and
 * are waited for whether or not the clock is moved; only what they wait for themselves needs it.
 *
 * A stream or Response that `fn` gives is read to its end before the tasks run, unless the outcome
 * is `aborted`; a Response carries the cookies set. Task errors are in `tasks`, and are not printed;
 * an `onTaskError` set with `configure` hears of them too.
 *
 * @throws AfterError (a rejection) `invalid-options`; never what `fn` throws.
 */
export async function runWithAfter<T>(
  fn: () => T,
  options: RunWithAfterOptions = {},
): Promise<RunWithAfterResult<Awaited<T>>> {
  checkRunOptions(fn, options)
  const { phase, timeout = DEFAULT_TIMEOUT } = options
  const turns = openTurns()
  const results = new Map<Task, TaskOrigin | TaskResult>()
  let isSent = false
  const request = createRequest(options.request ?? {}, () => isSent)
  const scope = openScope({
    request,
    observer: recordIn(results),
    runNextTurn: turns.run,
    onTaskError: (error, info) => shared.settings.onTaskError?.(error, info),
  })
  const entry = phase && ({ phase, file: '(test)', name: fn.name || 'default' } as const)
  let outcome = options.outcome ?? 'sent'
  let settled: { result: Awaited<T>; error: undefined } | { result: undefined; error: unknown }
  try {
    const result = await runInScope(scope, async () => {
      const output = await (entry ? runEntry(entry, fn) : fn())
      return outcome === 'aborted' ? output : completeOutput(output)
    })
    const isResponse = typeof Response === 'function' && result instanceof Response
    settled = {
      result: isResponse ? ((request.jar?.appendTo(result) ?? result) as typeof result) : result,
      error: undefined,
    }
  } catch (error) {
    outcome = options.outcome ?? 'failed'
    settled = { result: undefined, error }
  }
  isSent = true
  closeResponse(scope, outcome)
  settleHandler(scope)
  await waitForTasks(scope, turns, timeout)
  turns.close()
  const tasks = Array.from(results.values()).filter((result) => 'status' in result)
  return { ...settled, tasks }
}

function checkRunOptions(fn: unknown, options: RunWithAfterOptions): void {
  const where = 'runWithAfter()'
  if (typeof fn !== 'function') {
    throw createInvalidError('invalid-options', `${where}: the first argument`, 'a function', fn)
  }
  checkOptions(where, options, {
    phase: oneOf('render', 'action', 'route', 'middleware'),
    request: anyRule,
    outcome: oneOf('sent', 'aborted', 'failed'),
    timeout: timeoutRule,
  })
  const { request = {} } = options
  if (typeof Request === 'function' && request instanceof Request) return
  checkOptions(`${where}, request`, request, {
    url: urlRule,
    method: stringRule,
    headers: headersRule,
    cookies: ['an object of strings by name', isRecordOfStrings],
  })
}

function isRecordOfStrings(value: unknown): boolean {
  return Object(value) === value && Object.values(value as object).every(isString)
}

const isString = (value: unknown) => typeof value === 'string'

function oneOf(...values: readonly unknown[]): OptionRule {
  return [values.join(' or '), (value) => values.includes(value)]
}

function createRequest(given: TestRequest, isSent: () => boolean): RequestContext {
  const { url = '/', method = 'GET', cookies = {} } = given
  const { pathname } = new URL(url, 'http://localhost')
  const headers = new Headers(given.headers)
  const pairs = Object.entries(cookies).map(([name, value]) => {
    return `${name}=${encodeURIComponent(value)}`
  })
  const sent = headers.get('cookie')
  if (pairs.length > 0) headers.set('cookie', [...(sent ? [sent] : []), ...pairs].join('; '))
  return {
    source: {
      key: given,
      message: { method, url: pathname, headers },
      get isSent() {
        return isSent()
      },
    },
  }
}

/** Waits until no task is left; out of time, gives up those that remain. */
async function waitForTasks(scope: Scope, turns: Turns, timeout: number): Promise<void> {
  const waitUntilNoneIsLeft = async () => {
    do {
      await whenSettled(scope)
      // Work that nobody awaits may be about to call `after`.
      for (let i = 0; i < 3; i++) await new Promise<void>(turns.run)
    } while (scope.tasks.size > 0)
  }
  if (timeout === Infinity) return waitUntilNoneIsLeft()
  // A limit of real time: fake timers leave it alone.
  const limit = AbortSignal.timeout(timeout)
  let giveUp!: () => void
  const expired = new Promise<void>((resolve) => {
    giveUp = resolve
    limit.addEventListener('abort', giveUp)
  })
  await Promise.race([waitUntilNoneIsLeft(), expired])
  limit.removeEventListener('abort', giveUp)
  abandonTasks(scope)
  // Given up, the scope settles in its next turn.
  await new Promise<void>(turns.run)
}

interface Turns {
  /** Calls back in the next turn of the event loop. */
  readonly run: (body: () => void) => void
  readonly close: () => void
}

/** Turns of the event loop that come under fake timers too, which stop setImmediate. */
function openTurns(): Turns {
  const { port1, port2 } = new MessageChannel()
  const waiting: (() => void)[] = []
  let isOpen = true
  port1.on('message', () => waiting.shift()?.())
  return {
    run(body) {
      // What is called after the test is no longer waited for.
      if (!isOpen) return runNextTurn(body)
      waiting.push(body)
      port2.postMessage(null)
    },
    close() {
      isOpen = false
      port1.close()
      for (const body of waiting) runNextTurn(body)
    },
  }
}

/** Records every task of one run, and what becomes of it, in the order of their `after` calls. */
function recordIn(results: Map<Task, TaskOrigin | TaskResult>): Observer {
  return (frame, happening, detail, outcome) => {
    const { task } = frame
    const end = describeEnd(happening, detail)
    if (task && (end || happening === 'task:schedule')) {
      const { name, site } = task.call
      results.set(task, { name, site, ...end } as TaskResult)
    }
    return observe(frame, happening, detail, outcome)
  }
}

function describeEnd(happening: Happening, detail: unknown) {
  switch (happening) {
    case 'task:end':
      return { status: 'fulfilled', value: detail, reason: undefined }
    case 'task:error':
      return { status: 'rejected', value: undefined, reason: explainNavigation(detail) }
    case 'task:timeout':
      return { status: 'timeout', value: undefined, reason: detail }
    case 'task:abandon':
      return { status: 'pending', value: undefined, reason: detail }
    default:
      return undefined
  }
}

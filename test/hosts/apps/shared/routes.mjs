// What every app of the matrix serves, told once: a route schedules tasks and gives a plain reply.
// How a reply becomes a response is each framework's own business.
import { AsyncLocalStorage } from 'node:async_hooks'
import { after, configure } from '@afterword/runtime'

/** The user's own context: here the name by which the suite tells one request from another. */
const user = new AsyncLocalStorage()

/** OpenTelemetry, where it is loaded before the app; see open-telemetry.mjs. */
const { openTelemetry } = globalThis

/** Calls `work` in a user's context, and in one of OpenTelemetry's. */
const runAs = (name, work) =>
  user.run(name, () => (openTelemetry ? openTelemetry.run(name, work) : work()))

/** Prints one line of JSON, which the suite waits for. */
export function print(line) {
  console.log(JSON.stringify(line))
}

configure({
  onTaskError: (error) =>
    print({ error: error.code ?? error.message, als: user.getStore() ?? null }),
})

// A plain set that is looked at again and again: workerd lets no request wait for another's promise.
const openGates = new Set()
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export async function gate(name) {
  while (!openGates.has(name)) await sleep(5)
}

globalThis.process?.once?.('SIGTERM', () => openGates.add('sigterm'))

/** The tasks that have run, for components that wait for one. */
const tasksRun = new Set()

export async function untilTaskRan(task) {
  while (!tasksRun.has(`${task} ${user.getStore()}`)) await sleep(5)
}

/** Schedules a task that says when it ran, how the response had ended, and whose context it has. */
export function schedule(task, finish = () => {}) {
  after(async ({ outcome }) => {
    await sleep(1)
    tasksRun.add(`${task} ${user.getStore()}`)
    print({ task, outcome, als: user.getStore() ?? null, baggage: openTelemetry?.read() })
    await finish()
  })
}

const SIZE = 64 * 1024 * 1024
const CHUNK = new Uint8Array(64 * 1024).fill(120)

/**
 * A body made while it is sent. `produce` runs in the request's context and is called at once;
 * `write` resolves when the consumer wants more, to false when it wants no more.
 */
const stream = (produce) => ({ produce })

const firstThen = (wait) =>
  stream(async (write) => {
    await write('first\n')
    await wait()
    await write('last\n')
  })

const endless = (onGone) =>
  stream(async (write) => {
    let isWanted = await write('first\n')
    while (isWanted) {
      await sleep(10)
      isWanted = await write('tick\n')
    }
    onGone?.()
  })

/** Stops this process's one thread for good: bytes that are not out by now never follow. */
export function freeze() {
  print({ frozen: true })
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  } catch {}
  for (;;);
}

/**
 * The routes by path. Each is called with the query and, in fetch apps, a function that calls the
 * app itself; it returns `{ status, headers, body }`, body a string, bytes, a stream or null.
 */
export const routes = {
  '/ok'() {
    schedule('ok')
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' }
  },
  '/abort'() {
    schedule('abort')
    return { status: 200, body: endless(() => schedule('abort-late')) }
  },
  '/throw-before'() {
    throw new Error('before after()')
  },
  '/throw-after'() {
    schedule('throw-after')
    throw new Error('after after()')
  },
  '/redirect'() {
    schedule('redirect')
    return { status: 302, headers: { location: '/ok' }, body: null }
  },
  '/204'() {
    schedule('204')
    return { status: 204, body: null }
  },
  '/304'() {
    schedule('304')
    return { status: 304, body: null }
  },
  '/empty'() {
    schedule('empty')
    return { status: 200, body: '' }
  },
  '/large'() {
    schedule('large')
    return { status: 200, body: new Uint8Array(SIZE).fill(120) }
  },
  '/slow'() {
    schedule('slow')
    return {
      status: 200,
      body: stream(async (write) => {
        for (let sent = 0; sent < SIZE; sent += CHUNK.length) await write(CHUNK)
      }),
    }
  },
  /** A stream that waits for `/open?gate=<user>`. */
  '/gated'({ user }) {
    schedule('gated')
    return { status: 200, body: firstThen(() => gate(user)) }
  },
  '/open'(query) {
    openGates.add(query.gate)
    return { status: 200, body: 'open' }
  },
  /** Calls the app's own `/ok` in process, and goes on for a while. */
  async '/outer'({ user }, callSelf) {
    schedule('outer')
    const inner = await callSelf(`/ok?user=${user}-inner`)
    return {
      status: 200,
      body: stream(async (write) => {
        await write(`first ${inner}\n`)
        await gate(user)
        await write('last\n')
      }),
    }
  },
  /** Works on when the client has gone, until `/open?gate=<user>`. */
  async '/handler'({ user }) {
    const say = (task) => print({ task, als: user })
    schedule('handler-task')
    say('handler-begin')
    await gate(user)
    await sleep(20)
    say('handler-end')
    return { status: 200, body: 'late' }
  },
  '/sigterm'() {
    schedule('sigterm-begin', async () => {
      await sleep(20)
      schedule('sigterm')
    })
    return {
      status: 200,
      body: firstThen(async () => {
        await gate('sigterm')
        await sleep(20)
      }),
    }
  },
  '/never'() {
    after(() => new Promise(() => {}), { name: 'never', timeout: 50 })
    return { status: 200, body: 'never' }
  },
  '/cancel-twice'() {
    schedule('cancel-twice')
    return { status: 200, body: endless() }
  },
  '/source-error'() {
    schedule('source-error')
    return {
      status: 200,
      body: stream(async (write) => {
        await write('first\n')
        await sleep(20)
        throw new Error('the source broke')
      }),
    }
  },
  '/last-byte'() {
    after(freeze)
    return {
      status: 200,
      body: stream(async (write) => {
        for (let i = 0; i < 16; i++) await write(CHUNK)
      }),
    }
  },
}

/** Runs the route of a URL in the user's context; null when there is none. */
export function runRoute(url, callSelf) {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const route = routes[pathname]
  if (!route) return null
  const query = Object.fromEntries(searchParams)
  const inContext = (work) => runAs(query.user, work)
  const bind = ({ body, ...reply }) => {
    if (!isStream(body)) return { ...reply, body }
    return { ...reply, body: stream((write) => inContext(() => body.produce(write))) }
  }
  const reply = inContext(() => route(query, callSelf))
  return typeof reply.then === 'function' ? reply.then(bind) : bind(reply)
}

/** Calls `work` in the context of a request's user. */
export const runAsUser = (url, work) =>
  runAs(new URL(url, 'http://localhost').searchParams.get('user') ?? undefined, work)

export const isStream = (body) => typeof body?.produce === 'function'

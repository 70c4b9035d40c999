/** In `next dev`: the inspector at a port of its own, for Next's server is not ours to add a path to. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import { createCheck } from './inspect.ts'
import type { AfterwordNextOptions } from './next-rules.ts'

/** Node tells of a request before anybody else does. */
const REQUEST = 'http.server.request.start'
/** Set in a process that has begun: Next.js loads its configuration more than once. */
const key = Symbol.for('afterword.next-inspector')

/**
 * Opens the inspector when the process gets its first request: of the several that load the
 * configuration only the server's does.
 */
export function showInspector(options: AfterwordNextOptions): void {
  const holder = globalThis as { [key]?: true }
  if (process.env.NODE_ENV !== 'development' || holder[key]) return
  holder[key] = true
  try {
    watch(options)
  } catch (error) {
    tellFailure(error)
  }
}

function tellFailure(error: unknown): void {
  console.error('[afterword] The inspector cannot be shown:', error)
}

function watch(options: AfterwordNextOptions): void {
  // At once, and in development alone: when the configuration is there, Next.js serves requests.
  const require = createRequire(import.meta.url)
  const inspector: typeof import('@afterword/runtime/inspector') = require('@afterword/runtime/inspector')
  const terminal: typeof import('@afterword/runtime/terminal') = require('@afterword/runtime/terminal')
  const root = process.cwd()
  let check: ReturnType<typeof createCheck> | undefined
  const open = async () => {
    terminal.logTasks()
    const { url } = await inspector.openInspector({
      root,
      async check() {
        check ??= createCheck(root, options)
        return (await check)()
      },
    })
    console.log(`[afterword] Inspector: ${url}`)
  }
  const onRequest = () => {
    unsubscribe(REQUEST, onRequest)
    open().catch(tellFailure)
  }
  // Before `register`, which has the first request recorded.
  subscribe(REQUEST, onRequest)
  require('@afterword/runtime/register')
}

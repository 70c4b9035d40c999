/** In `next dev`: the inspector at `/__afterword` of its server, and a line in the terminal for tasks that fail or take long. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { createCheck } from './inspect.ts'
import type { AfterwordNextOptions } from './next-rules.ts'

/** Node tells of a request before anybody else does. */
const REQUEST = 'http.server.request.start'
/** Set in a process that has begun: Next.js loads its configuration more than once. */
const key = Symbol.for('afterword.next-inspector')

/**
 * Adds the inspector to the server that gives the process its first request: of the several that load
 * the configuration only the server's does.
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
  const open = (server: Server) => {
    terminal.logTasks()
    inspector.inspect(server, {
      root,
      async check() {
        // The compiler is of no use to the processes that only read the configuration.
        check ??= import('./inspect.ts').then((module) => module.createCheck(root, options))
        return (await check)()
      },
    })
    const protocol = 'setSecureContext' in server ? 'https' : 'http'
    const { port } = server.address() as AddressInfo
    console.log(`[afterword] Inspector: ${protocol}://localhost:${port}/__afterword`)
  }
  const onRequest = (message: unknown) => {
    unsubscribe(REQUEST, onRequest)
    const { server } = message as { readonly server: Server }
    try {
      open(server)
    } catch (error) {
      tellFailure(error)
    }
  }
  // Before `register`, which has the first request recorded.
  subscribe(REQUEST, onRequest)
  require('@afterword/runtime/register')
}

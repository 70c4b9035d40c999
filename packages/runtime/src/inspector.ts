// The inspector: a page that shows, live, what runs after each response. For development alone.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInvalidError } from './errors.ts'
import { type CheckApplication, findCheck } from './inspector/check.ts'
import { createHandler, INSPECTOR_PATH, type InspectorHandler } from './inspector/handler.ts'
import { createRefusal } from './inspector/refusal.ts'
import { checkOptions, functionRule, type OptionRule } from './options.ts'

export type {
  CheckApplication,
  InspectorCheck,
  InspectorFinding,
  InspectorSite,
} from './inspector/check.ts'
export type { InspectorHandler } from './inspector/handler.ts'

/** Options of {@link inspect}. */
export interface InspectOptions {
  /** How many requests are kept; older ones are forgotten. Default: 1,000. */
  readonly limit?: number | undefined
  /** The project's folder. Default: the current one. */
  readonly root?: string | undefined
  /** What is shown of the compiler. Default: its check of `root`, where it is installed. */
  readonly check?: CheckApplication | undefined
}

/** Options of {@link openInspector}. */
export interface OpenInspectorOptions extends InspectOptions {
  /** Default: any that is free. */
  readonly port?: number | undefined
}

export interface OpenedInspector {
  /** Of the page: `http://127.0.0.1:4100/__afterword`. */
  readonly url: string
  /** Ends the server, and the recording. */
  close(): void
}

/** A server of http, https or http2. */
export interface InspectedServer {
  /** Applications of Express and Koa emit as well, and are none. */
  address(): unknown
  emit(event: string, ...args: unknown[]): boolean
  once(event: 'close', listener: () => void): unknown
}

/**
 * Shows the inspector at `/__afterword` of a server, whatever its own listeners serve, and records the
 * requests of the whole process. Call it before the first request, and after `withAfter(server)`.
 * Only browsers on this machine are answered.
 *
 * @returns A function that ends it; the server's close does, too.
 * @throws AfterError `inspector-in-production` where NODE_ENV is `production`, `invalid-handler`,
 * `invalid-options`
 */
export function inspect(server: InspectedServer, options: InspectOptions = {}): () => void {
  if (typeof server?.address !== 'function') {
    const expected = 'a Node server, as createServer() or listen() gives it'
    throw createInvalidError('invalid-handler', 'inspect(): its argument', expected, server)
  }
  const handler = createInspector(options)
  const { emit } = server
  server.emit = function (this: InspectedServer, event, ...args) {
    const [request, response] = args as [IncomingMessage, ServerResponse]
    const isHandled = event === 'request' && handler.handle(request, response)
    return isHandled || Reflect.apply(emit, this, [event, ...args])
  }
  server.once('close', handler.close)
  return () => {
    server.emit = emit
    handler.close()
  }
}

/**
 * Shows the inspector at a port of its own, on this machine alone: for a server that is not ours to
 * change. It keeps no process alive.
 *
 * @throws AfterError (a rejection) as {@link inspect} does; and what `listen` fails with
 */
export async function openInspector(options: OpenInspectorOptions = {}): Promise<OpenedInspector> {
  const { port = 0, ...others } = options
  const handler = createInspector(others)
  const server = createServer((request, response) => {
    if (handler.handle(request, response)) return
    response.writeHead(302, { location: INSPECTOR_PATH }).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  server.unref()
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${INSPECTOR_PATH}`,
    close() {
      handler.close()
      server.close()
    },
  }
}

/**
 * The inspector as a handler of requests, for a server that asks it first.
 *
 * @throws AfterError as {@link inspect} does
 */
export function createInspector(options: InspectOptions = {}): InspectorHandler {
  checkOptions('inspect()', options, optionRules)
  if (process.env.NODE_ENV === 'production') throw createRefusal()
  const { limit = 1000, root = process.cwd(), check = findCheck(root) } = options
  return createHandler({ limit, root, check })
}

const optionRules = {
  limit: ['a whole number from 1', (value) => Number.isInteger(value) && (value as number) > 0],
  root: ['a folder', (value) => typeof value === 'string'],
  check: functionRule,
} satisfies Record<string, OptionRule>

// Hono on the runtimes that serve web handlers by themselves.
import { stoppedByWorkerd, toldNoSignal } from '../support/reasons.ts'
import type { Row } from '../support/row.ts'
import { bun, deno, type Runtime, workerd } from '../support/runtimes.ts'
import { preloadPath, startServer } from '../support/server.ts'
import { startWorker } from '../support/workerd.ts'

function row(name: string, runtime: Runtime, example: string, start: Row['start']): Row {
  return {
    name: `Hono on ${name}`,
    group: 'Frameworks',
    packages: ['hono'],
    runtime,
    example,
    client: 'http1',
    start,
    // Hono answers for a handler that throws.
    errorOutcome: 'sent',
    expect: {},
  }
}

export const rows: readonly Row[] = [
  row('Bun', bun, 'hono-bun/server.mjs', () =>
    startServer({
      command: bun.command,
      args: ['--preload', preloadPath, 'hono-bun/server.mjs'],
    }),
  ),
  row('Deno', deno, 'hono-deno/server.mjs', () =>
    startServer({
      command: deno.command,
      args: ['run', '--allow-all', '--preload', preloadPath, 'hono-deno/server.mjs'],
    }),
  ),
  {
    ...row('workerd', workerd, 'hono-workerd/worker.mjs', () =>
      startWorker('hono-workerd/worker.mjs', 'nodejs_als'),
    ),
    expect: {
      abort: stoppedByWorkerd,
      als: stoppedByWorkerd,
      openTelemetry: stoppedByWorkerd,
      sigterm: toldNoSignal,
    },
  },
]

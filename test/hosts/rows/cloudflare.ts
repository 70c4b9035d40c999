// Cloudflare Workers, on workerd.
import type { Row } from '../support/row.ts'
import { workerd } from '../support/runtimes.ts'
import { startWorker } from '../support/workerd.ts'

const stopped = {
  impossible:
    'workerd stops a request whose client has gone as soon as its tasks are done, timers of its stream and all: here 10 ms before it would call `after` again. The task scheduled before the abort runs, with `aborted` and its context.',
} as const

function row(flag: string): Row {
  return {
    name: `workerd, ${flag}`,
    group: 'Other runtimes and platforms',
    packages: [],
    runtime: workerd,
    example: 'cloudflare/worker.mjs',
    client: 'http1',
    start: () => startWorker('cloudflare/worker.mjs', flag),
    expect: {
      abort: stopped,
      als: stopped,
      openTelemetry: stopped,
      sigterm: { impossible: 'A Worker is told of no signal.' },
    },
  }
}

export const rows: readonly Row[] = [row('nodejs_als'), row('nodejs_compat')]

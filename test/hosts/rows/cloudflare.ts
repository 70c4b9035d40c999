// Cloudflare Workers, on workerd.
import { stoppedByWorkerd, toldNoSignal } from '../support/reasons.ts'
import type { Row } from '../support/row.ts'
import { workerd } from '../support/runtimes.ts'
import { startWorker } from '../support/workerd.ts'

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
      abort: stoppedByWorkerd,
      als: stoppedByWorkerd,
      openTelemetry: stoppedByWorkerd,
      sigterm: toldNoSignal,
    },
  }
}

export const rows: readonly Row[] = [row('nodejs_als'), row('nodejs_compat')]

// Bun's own server.
import type { Row } from '../support/row.ts'
import { bun } from '../support/runtimes.ts'
import { preloadPath, startServer } from '../support/server.ts'

export const rows: readonly Row[] = [
  {
    name: 'Bun.serve',
    group: 'Other runtimes and platforms',
    packages: [],
    runtime: bun,
    example: 'bun/server.mjs',
    client: 'http1',
    start: () =>
      startServer({ command: bun.command, args: ['--preload', preloadPath, 'bun/server.mjs'] }),
    expect: {},
  },
]

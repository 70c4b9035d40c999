// Bun's own server.
import { fileURLToPath } from 'node:url'
import type { Row } from '../support/row.ts'
import { startServer } from '../support/server.ts'

const bun = fileURLToPath(new URL('../node_modules/.bin/bun', import.meta.url))

export const rows: readonly Row[] = [
  {
    name: 'Bun.serve',
    group: 'Other runtimes and platforms',
    packages: [],
    runtime: 'Bun 1.4.5',
    example: 'bun/server.mjs',
    client: 'http1',
    start: () => startServer({ command: bun, args: ['bun/server.mjs'] }),
    expect: {},
  },
]

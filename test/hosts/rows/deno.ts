// Deno's own server.
import { fileURLToPath } from 'node:url'
import type { Row } from '../support/row.ts'
import { startServer } from '../support/server.ts'

const deno = fileURLToPath(new URL('../node_modules/.bin/deno', import.meta.url))

export const rows: readonly Row[] = [
  {
    name: 'Deno.serve',
    group: 'Other runtimes and platforms',
    packages: [],
    runtime: 'Deno 2.9.6',
    example: 'deno/server.mjs',
    client: 'http1',
    start: () => startServer({ command: deno, args: ['run', '--allow-all', 'deno/server.mjs'] }),
    expect: {},
  },
]

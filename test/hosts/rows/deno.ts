// Deno's own server.
import type { Row } from '../support/row.ts'
import { deno } from '../support/runtimes.ts'
import { preloadPath, startServer } from '../support/server.ts'

export const rows: readonly Row[] = [
  {
    name: 'Deno.serve',
    group: 'Other runtimes and platforms',
    packages: [],
    runtime: deno,
    example: 'deno/server.mjs',
    client: 'http1',
    start: () =>
      startServer({
        command: deno.command,
        args: ['run', '--allow-all', '--preload', preloadPath, 'deno/server.mjs'],
      }),
    expect: {},
  },
]

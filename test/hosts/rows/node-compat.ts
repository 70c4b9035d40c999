// Other runtimes' own versions of `node:http`.
import { noSubRequest } from '../support/reasons.ts'
import type { Row } from '../support/row.ts'
import { bun, deno, type Runtime } from '../support/runtimes.ts'
import { preloadPath, startServer } from '../support/server.ts'

const example = 'node-http/server.mjs'

function nodeHttpOn(name: string, runtime: Runtime, args: readonly string[]): Row {
  return {
    name: `node:http on ${name}`,
    group: 'Other runtimes and platforms',
    packages: [],
    runtime,
    example,
    client: 'http1',
    start: () =>
      startServer({
        command: runtime.command,
        args: [...args, '--preload', preloadPath, example],
      }),
    expect: { subRequest: noSubRequest },
  }
}

export const rows: readonly Row[] = [
  nodeHttpOn('Bun', bun, []),
  nodeHttpOn('Deno', deno, ['run', '--allow-all']),
]

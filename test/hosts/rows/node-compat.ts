// Other runtimes' own versions of `node:http`.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { noSubRequest } from '../support/reasons.ts'
import type { Row } from '../support/row.ts'
import { startServer } from '../support/server.ts'

const modules = new URL('../node_modules/', import.meta.url)
const example = 'node-http/server.mjs'

function nodeHttpOn(runtime: 'Bun' | 'Deno', args: readonly string[]): Row {
  const name = runtime.toLowerCase()
  const manifest = readFileSync(new URL(`${name}/package.json`, modules), 'utf8')
  const command = fileURLToPath(new URL(`.bin/${name}`, modules))
  return {
    name: `node:http on ${runtime}`,
    group: 'Other runtimes and platforms',
    packages: [],
    runtime: `${runtime} ${JSON.parse(manifest).version}`,
    example,
    client: 'http1',
    start: () => startServer({ command, args: [...args, example] }),
    expect: { subRequest: noSubRequest },
  }
}

export const rows: readonly Row[] = [nodeHttpOn('Bun', []), nodeHttpOn('Deno', ['run', '-A'])]

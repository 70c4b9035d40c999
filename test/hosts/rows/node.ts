// Node's own servers, on each Node that is maintained, and a web handler on a bare bridge.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { noSubRequest } from '../support/reasons.ts'
import type { Row } from '../support/row.ts'
import { startServer } from '../support/server.ts'

const nodeHttp = {
  group: 'Node',
  packages: [],
  example: 'node-http/server.mjs',
  client: 'http1',
  start: () => startServer({ args: ['node-http/server.mjs'] }),
  expect: { subRequest: noSubRequest },
} satisfies Partial<Row>

const readVersion = (name: string) => {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url)
  return JSON.parse(readFileSync(manifest, 'utf8')).version as string
}

/** `node:http` on another Node, which npm has as a package. */
function onNode(major: 22 | 24): Row {
  const name = `node-${major}`
  const command = fileURLToPath(new URL(`../node_modules/${name}/bin/node`, import.meta.url))
  return {
    ...nodeHttp,
    name: `node:http on Node ${major}`,
    runtime: `Node ${readVersion(name)}`,
    start: () => startServer({ command, args: ['node-http/server.mjs'] }),
  }
}

export const rows: readonly Row[] = [
  { ...nodeHttp, name: 'node:http' },
  onNode(22),
  onNode(24),
  {
    ...nodeHttp,
    name: 'node:https',
    example: 'https/server.mjs',
    client: 'https',
    start: () => startServer({ args: ['https/server.mjs'] }),
  },
  {
    ...nodeHttp,
    name: 'node:http2',
    example: 'http2/server.mjs',
    client: 'http2',
    start: () => startServer({ args: ['http2/server.mjs'] }),
  },
  {
    name: 'fetch on Node',
    group: 'Node',
    packages: [],
    example: 'fetch-on-node/server.mjs',
    client: 'http1',
    start: () => startServer({ args: ['fetch-on-node/server.mjs'] }),
    expect: {},
  },
]

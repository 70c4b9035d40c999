// Node's own servers, on each Node that is maintained, and a web handler on a bare bridge.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { noSubRequest } from '../support/reasons.ts'
import type { Row } from '../support/row.ts'
import { startServer } from '../support/server.ts'

/** A server of Node's own, in apps/<folder>. */
function nodeServer(name: string, client: Row['client'], example: string): Row {
  return {
    name,
    group: 'Node',
    packages: [],
    example,
    client,
    start: () => startServer({ args: [example] }),
    expect: { subRequest: noSubRequest },
  }
}

const servers = [
  nodeServer('node:http', 'http1', 'node-http/server.mjs'),
  nodeServer('node:https', 'https', 'https/server.mjs'),
  nodeServer('node:http2', 'http2', 'http2/server.mjs'),
]

/** The same on another Node, which npm has as a package. */
function onNode(major: 22 | 24, row: Row): Row {
  const folder = new URL(`../node_modules/node-${major}/`, import.meta.url)
  const { version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
  const command = fileURLToPath(new URL('bin/node', folder))
  return {
    ...row,
    name: `${row.name} on Node ${major}`,
    runtime: `Node ${version}`,
    start: () => startServer({ command, args: [row.example] }),
  }
}

/** The same with its code unchanged. */
function byRegister(row: Row): Row {
  const args = ['--import', '@afterword/runtime/register', row.example]
  return { ...row, start: () => startServer({ args }) }
}

export const rows: readonly Row[] = [
  ...servers,
  ...servers.map((row) => onNode(22, row)),
  ...servers.map((row) => onNode(24, row)),
  byRegister(nodeServer('node:http by register', 'http1', 'register/http.mjs')),
  byRegister(nodeServer('node:http2 by register', 'http2', 'register/http2.mjs')),
  {
    ...nodeServer('fetch on Node', 'http1', 'fetch-on-node/server.mjs'),
    expect: {},
  },
]

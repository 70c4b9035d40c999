// Node's own servers, on each Node that is maintained, and a web handler on a bare bridge.
import { noSubRequest } from '../support/reasons.ts'
import type { Row } from '../support/row.ts'
import { findNode, type Runtime, thisNode } from '../support/runtimes.ts'
import { startServer } from '../support/server.ts'

interface NodeServer {
  readonly name: string
  readonly client: Row['client']
  /** Below apps/. */
  readonly example: string
  /** Arguments before the file. */
  readonly args?: readonly string[]
}

function nodeServer({ name, client, example, args = [] }: NodeServer, runtime: Runtime): Row {
  return {
    name,
    group: 'Node',
    packages: [],
    runtime,
    example,
    client,
    start: () => startServer({ command: runtime.command, args: [...args, example] }),
    expect: { subRequest: noSubRequest },
  }
}

const servers: readonly NodeServer[] = [
  { name: 'node:http', client: 'http1', example: 'node-http/server.mjs' },
  { name: 'node:https', client: 'https', example: 'https/server.mjs' },
  { name: 'node:http2', client: 'http2', example: 'http2/server.mjs' },
]

/** A server whose code knows nothing of us. */
function byRegister(name: string, client: Row['client'], example: string): Row {
  const args = ['--import', '@afterword/runtime/register']
  return nodeServer({ name: `${name} by register`, client, example, args }, thisNode)
}

export const rows: readonly Row[] = [
  ...([20, 22, 24] as const).flatMap((major) =>
    servers.map((server) =>
      nodeServer({ ...server, name: `${server.name} on Node ${major}` }, findNode(major)),
    ),
  ),
  byRegister('node:http', 'http1', 'register/http.mjs'),
  byRegister('node:http2', 'http2', 'register/http2.mjs'),
  {
    ...nodeServer(
      { name: 'fetch on Node', client: 'http1', example: 'fetch-on-node/server.mjs' },
      thisNode,
    ),
    expect: {},
  },
]

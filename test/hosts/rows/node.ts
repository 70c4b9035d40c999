// Node's own servers, and a web handler on a bridge that knows nothing of us.
import type { Row } from '../support/row.ts'
import { startServer } from '../support/server.ts'

/** Why a `(req, res)` server has no cell for sub-requests. */
export const noSubRequest = {
  impossible: 'A `(req, res)` listener is called with a socket; there is no call in process.',
} as const

export const rows: readonly Row[] = [
  {
    name: 'node:http',
    group: 'Node',
    packages: [],
    example: 'node-http/server.mjs',
    client: 'http1',
    start: () => startServer({ args: ['node-http/server.mjs'] }),
    expect: { subRequest: noSubRequest },
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

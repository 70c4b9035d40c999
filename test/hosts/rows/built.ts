// Applications as their frameworks build them.
import { build } from '../support/build.ts'
import { leavesHandler } from '../support/reasons.ts'
import type { Row } from '../support/row.ts'
import { findNode } from '../support/runtimes.ts'
import { findPort, startServer } from '../support/server.ts'

const env = { NODE_ENV: 'production' }

const built = { group: 'Built applications', client: 'http1', expect: {} } satisfies Partial<Row>

/** React Router 8 does not run on Node 20. */
const node24 = findNode(24)

export const rows: readonly Row[] = [
  {
    ...built,
    name: 'Nitro',
    packages: ['nitro'],
    example: 'nitro/plugins/after.mjs',
    errorOutcome: 'sent',
    // Its own shutdown closes the server, then calls the hook in which we drain.
    exit: { code: 0, signal: null },
    prepare: () => build({ folder: 'nitro', bin: 'nitro', args: ['build'] }),
    async start() {
      const PORT = String(await findPort())
      return startServer({
        args: ['nitro/.output/server/index.mjs'],
        env: { ...env, PORT, HOST: '127.0.0.1' },
        portLine: /^Listening on http:\/\/127\.0\.0\.1:(\d+)/,
      })
    },
  },
  {
    ...built,
    name: '@vitejs/plugin-rsc',
    packages: ['@vitejs/plugin-rsc', 'vite', 'react'],
    example: 'plugin-rsc/entry.rsc.jsx',
    prepare: () => build({ folder: 'plugin-rsc', bin: 'vite', args: ['build'] }),
    start: () => startServer({ args: ['plugin-rsc/server.mjs'], env }),
  },
  {
    ...built,
    name: 'React Router 7',
    packages: ['react-router', 'vite', 'react'],
    example: 'react-router/server.mjs',
    errorOutcome: 'sent',
    expect: { handler: leavesHandler },
    prepare: () => build({ folder: 'react-router', bin: 'react-router', args: ['build'] }),
    start: () => startServer({ args: ['react-router/server.mjs'], env }),
  },
  {
    ...built,
    name: 'React Router 8',
    packages: ['react-router-8/node_modules/react-router', 'vite', 'react'],
    runtime: node24,
    example: 'react-router-8/server.mjs',
    errorOutcome: 'sent',
    expect: { handler: leavesHandler },
    prepare: () =>
      build({
        folder: 'react-router-8',
        bin: 'react-router',
        args: ['build'],
        command: node24.command,
      }),
    start: () => startServer({ command: node24.command, args: ['react-router-8/server.mjs'], env }),
  },
  {
    ...built,
    name: 'TanStack Start',
    packages: ['@tanstack/react-start', 'vite', 'react'],
    example: 'tanstack-start/src/server.js',
    errorOutcome: 'sent',
    expect: { handler: leavesHandler },
    prepare: () => build({ folder: 'tanstack-start', bin: 'vite', args: ['build'] }),
    start: () => startServer({ args: ['tanstack-start/server.mjs'], env }),
  },
  {
    ...built,
    name: 'Waku',
    packages: ['waku', 'react'],
    example: 'waku/src/server-entry.jsx',
    errorOutcome: 'sent',
    prepare: () => build({ folder: 'waku', bin: 'waku', args: ['build'] }),
    start: () => startServer({ cwd: 'waku', args: ['server.mjs'], env }),
  },
]

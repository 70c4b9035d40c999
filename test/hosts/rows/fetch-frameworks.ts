// Frameworks that are a `(request) => Response`, on the Node bridges they come with.
import { leavesHandler } from '../support/reasons.ts'
import type { Row } from '../support/row.ts'
import { startServer } from '../support/server.ts'

/** A row for apps/<folder>/server.mjs. */
function framework(name: string, folder: string, packages: readonly string[]) {
  const example = `${folder}/server.mjs`
  return {
    name,
    group: 'Frameworks',
    packages,
    example,
    client: 'http1',
    start: () => startServer({ args: [example] }),
    // Their `fetch` answers for a handler that throws.
    errorOutcome: 'sent',
    expect: {},
  } satisfies Row
}

/** Why cells about HTTP itself are none for RPC frameworks. */
const noRpc = (sentence: string) => {
  const reason = { impossible: sentence }
  return { noContent: reason, notModified: reason, empty: reason } as const
}

/** Routes that stream are subscriptions for RPC frameworks. */
const streams = /^\/(abort|slow|gated|outer|sigterm|cancel-twice|source-error|last-byte)\b/

export const rows: readonly Row[] = [
  framework('Hono on Node', 'hono-node', ['hono', '@hono/node-server']),
  framework('h3', 'h3', ['h3', 'srvx']),
  { ...framework('srvx', 'srvx', ['srvx']), errorOutcome: 'failed' },
  framework('Elysia', 'elysia', ['elysia', 'srvx']),
  {
    ...framework('GraphQL Yoga', 'yoga', ['graphql-yoga', 'graphql', 'srvx']),
    errorStatus: 200,
    expect: {
      ...noRpc('A query is answered with status 200 and a body.'),
      redirect: { impossible: 'A query is answered with status 200 and a body.' },
      handler: leavesHandler,
      head: { impossible: 'Yoga answers HEAD with 405 before any resolver runs.' },
      sourceError: {
        impossible:
          'The error is an event of the stream, which comes to its proper end: the response is `sent`.',
      },
    },
    toPath: (route) => {
      const operation = streams.test(route) ? 'subscription' : 'query'
      return `/graphql?query=${encodeURIComponent(`${operation}{run(path:"${route}")}`)}`
    },
  },
  {
    ...framework('tRPC', 'trpc', ['@trpc/server', 'srvx']),
    expect: {
      ...noRpc('A procedure is answered with a JSON body, which these cannot have.'),
      head: { impossible: 'HEAD is answered with 204 before any procedure runs.' },
      sourceError: {
        impossible:
          'The error is an event of the stream, which comes to its proper end: the response is `sent`.',
      },
    },
    toPath: (route) => {
      const procedure = streams.test(route) ? 'stream' : 'run'
      return `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(route))}`
    },
  },
]

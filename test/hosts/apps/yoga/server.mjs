// The routes as fields of a GraphQL schema: plain replies as a query, streams as a subscription.
import { toText, iterate } from '../shared/iterate.mjs'
import { listenSrvx } from '../shared/listen-srvx.mjs'
import { runRoute } from '../shared/routes.mjs'

import { withAfter } from '@afterword/runtime/fetch'
import { createSchema, createYoga } from 'graphql-yoga'

const yoga = createYoga({ schema: createSchema(describeSchema()), logging: false })
const { fetch } = withAfter(yoga)
function describeSchema() {
  return {
    typeDefs: `
      type Query { run(path: String!): String }
      type Subscription { run(path: String!): String }
    `,
    resolvers: {
      Query: {
        async run(_parent, { path }) {
          return toText((await runRoute(path)).body)
        },
      },
      Subscription: {
        run: {
          async *subscribe(_parent, { path }) {
            const { body } = await runRoute(path, callSelf)
            const iterator = iterate(body)
            try {
              for await (const chunk of iterator) yield toText(chunk)
            } finally {
              iterator.return()
            }
          },
          resolve: (chunk) => chunk,
        },
      },
    },
  }
}

async function callSelf(path) {
  const query = encodeURIComponent(`{run(path:"${path}")}`)
  const response = await fetch(new Request(`http://localhost/graphql?query=${query}`))
  return (await response.json()).data.run
}

await listenSrvx(fetch)

// The routes as procedures: plain replies as a query, streams as a subscription.
import { iterate, toText } from '../shared/iterate.mjs'
import { listenSrvx } from '../shared/listen-srvx.mjs'
import { runRoute } from '../shared/routes.mjs'
import { initTRPC } from '@trpc/server'

const t = initTRPC.context().create()
const procedure = t.procedure.input((path) => String(path))
const router = t.router({
  run: procedure.query(async ({ input, ctx }) => {
    ctx.reply = await runRoute(input)
    return toText(ctx.reply.body)
  }),
  stream: procedure.subscription(async function* ({ input }) {
    const { body } = await runRoute(input, callSelf)
    const iterator = iterate(body)
    try {
      for await (const chunk of iterator) yield toText(chunk)
    } finally {
      iterator.return()
    }
  }),
})

import { withAfter } from '@afterword/runtime/fetch'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'

const fetch = withAfter((req) =>
  fetchRequestHandler({ endpoint: '/trpc', req, router, createContext, responseMeta }),
)
function createContext() {
  return {}
}

function responseMeta({ ctx, errors }) {
  return errors.length === 0 && ctx?.reply ? ctx.reply : {}
}

async function callSelf(path) {
  const input = encodeURIComponent(JSON.stringify(path))
  const response = await fetch(new Request(`http://localhost/trpc/run?input=${input}`))
  return (await response.json()).result.data
}

await listenSrvx(fetch)

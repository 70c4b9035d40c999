import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'
import { initTRPC } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { serve } from 'srvx'

const t = initTRPC.create()
const router = t.router({
  hello: t.procedure.query(({ path }) => {
    after(({ outcome }) => console.log(path, outcome))
    return 'Hello'
  }),
})
const fetch = withAfter((req) => fetchRequestHandler({ endpoint: '/trpc', req, router }))
serve({ fetch, port: process.env.PORT ?? 3000 })

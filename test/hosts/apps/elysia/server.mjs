import { serveFetch } from '../shared/fetch-routes.mjs'
import { listenSrvx } from '../shared/listen-srvx.mjs'

import { withAfter } from '@afterword/runtime/fetch'
import { Elysia } from 'elysia'

const app = new Elysia({ aot: false })
const { fetch } = withAfter(app)
// Its `get` does not answer HEAD.
app.all('/*', ({ request }) => serveFetch(request, fetch))

await listenSrvx(fetch)

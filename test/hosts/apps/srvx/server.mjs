import { serveFetch } from '../shared/fetch-routes.mjs'
import { listenSrvx } from '../shared/listen-srvx.mjs'

import { withAfter } from '@afterword/runtime/fetch'

const { fetch } = withAfter({ fetch: (request) => serveFetch(request, fetch) })
// serve({ fetch })
await listenSrvx(fetch)

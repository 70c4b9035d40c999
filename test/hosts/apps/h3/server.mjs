import { serveFetch } from '../shared/fetch-routes.mjs'
import { listenSrvx } from '../shared/listen-srvx.mjs'

import { withAfter } from '@afterword/runtime/fetch'
import { H3 } from 'h3'

const app = new H3()
const { fetch } = withAfter(app)
app.get('/**', (event) => serveFetch(event.req, fetch))

await listenSrvx(fetch)

import { serveFetch } from '../shared/fetch-routes.mjs'
import { listenSrvx } from '../shared/listen-srvx.mjs'

// #region example
import { withAfter } from '@afterword/runtime/fetch'
import { H3 } from 'h3'

const app = new H3()
const { fetch } = withAfter(app)
// #endregion

app.get('/**', (event) => serveFetch(event.req, fetch))

await listenSrvx(fetch)

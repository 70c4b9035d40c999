import { listenSrvx } from '../shared/listen-srvx.mjs'

// #region example
// server.mjs
import { withAfter } from '@afterword/runtime/fetch'
import { createRequestHandler } from 'react-router'

const build = await import('./build/server/index.js')
const handler = withAfter(createRequestHandler(build))
// #endregion

// What an app calls to reach its own API in process.
globalThis.appHandler = handler
await listenSrvx((request) => handler(request))

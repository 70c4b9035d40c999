// #region example
// src/server.js
import { withAfter } from '@afterword/runtime/fetch'
import start from '@tanstack/react-start/server-entry'

const app = withAfter({ fetch: (request) => start.fetch(request) })
export default app
// #endregion

// What an app calls to reach its own API in process.
globalThis.appHandler = app.fetch

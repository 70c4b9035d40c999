import { cancelTwice } from '../../shared/fetch-routes.mjs'
import { surviveErrors } from '../../shared/listen.mjs'

// #region example
// plugins/after.mjs
import { drain } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'

export default function after(nitroApp) {
  nitroApp.fetch = withAfter(nitroApp.fetch)
  nitroApp.hooks.hook('close', async () => {
    await drain()
  })
  // #endregion
  surviveErrors()
  nitroApp.fetch = cancelTwice(nitroApp.fetch)
}

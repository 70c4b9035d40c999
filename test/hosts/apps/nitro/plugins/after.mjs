// #region example
// plugins/after.mjs
import { drain } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'

export default function after(nitroApp) {
  nitroApp.fetch = withAfter(nitroApp.fetch)
  nitroApp.hooks.hook('close', async () => {
    await drain()
  })
}
// #endregion

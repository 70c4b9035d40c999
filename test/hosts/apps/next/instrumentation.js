import { configure } from '@afterword/runtime'
import { print, user } from './print.js'

export function register() {
  configure({
    onTaskError(error, { site, caller, name }) {
      const { code, message } = error
      print({ error: code ?? message, site, caller, name, als: user.getStore() })
    },
  })
}

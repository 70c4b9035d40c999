import { configure } from '@afterword/runtime'
import { print } from './lib/print'

export function register(): void {
  configure({
    onTaskError(error, { site, caller }) {
      const { message, stack } = error as Error
      print({ error: message, site, caller, stack })
    },
  })
}

import { configure } from '@afterword/runtime'
import { print } from './lib/print'

export function register(): void {
  configure({
    onTaskError(error, { site, caller }) {
      print({ error: (error as Error).message, site, caller })
      // Next.js maps the stacks of what is printed, and no others.
      console.error(error)
    },
  })
}

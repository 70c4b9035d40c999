import { configure } from '@afterword/runtime'

export function register(): void {
  configure({
    onTaskError(error, { site, caller }) {
      console.error(`A task failed that ${caller} scheduled at ${site}:`, error)
    },
  })
}

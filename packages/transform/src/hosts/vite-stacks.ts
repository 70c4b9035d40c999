/** In dev: the stacks of failing tasks lead to the source, also where `ssrLoadModule` has loaded it. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Plugin } from 'vite'

/** Published before a failure is reported. */
const TASK_ERROR = 'afterword:task:error'

/** Environments map stacks by themselves; `ssrLoadModule` leaves it to its caller, whom tasks do not reach. */
export function mapStacks(): Plugin {
  let stop: (() => void) | undefined
  return {
    name: 'afterword:stacks',
    apply: 'serve',
    configureServer(server) {
      const { ssrLoadModule } = server
      let isNeeded = false
      server.ssrLoadModule = (...args) => {
        isNeeded = true
        return ssrLoadModule(...args)
      }
      const onError = (message: unknown) => {
        let { error } = message as { readonly error: unknown }
        for (; isNeeded && error instanceof Error; error = error.cause) {
          server.ssrFixStacktrace(error)
        }
      }
      subscribe(TASK_ERROR, onError)
      stop = () => unsubscribe(TASK_ERROR, onError)
    },
    buildEnd() {
      stop?.()
    },
  }
}

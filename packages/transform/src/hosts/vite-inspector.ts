/** In dev: the inspector at `/__afterword` of the server, and a line in the terminal for tasks that fail or take long. */
import type { CheckApplication } from '@afterword/runtime/inspector'
import type { Plugin, ViteDevServer } from 'vite'
import { isTest } from './vite-environments.ts'

export interface ShowInspectorInput {
  /** What is shown of the compiler. */
  readonly check: CheckApplication
}

export function showInspector({ check }: ShowInspectorInput): Plugin {
  let stop: (() => void) | undefined
  return {
    name: 'afterword:inspector',
    apply: 'serve',
    async configureServer(server) {
      const { root, logger } = server.config
      if (isTest(server.config) || process.env.NODE_ENV === 'production') return
      const [{ createInspector }, { logTasks }] = await Promise.all([
        import('@afterword/runtime/inspector'),
        import('@afterword/runtime/terminal'),
      ])
      const inspector = createInspector({ root, check })
      const stopLog = logTasks({ print: (line) => logger.warn(line, { timestamp: true }) })
      stop = () => {
        inspector.close()
        stopLog()
      }
      server.middlewares.use((request, response, next) => {
        if (!inspector.handle(request, response)) next()
      })
      printUrl(server)
    },
    buildEnd() {
      stop?.()
    },
  }
}

/** Adds the page's address to those that Vite prints. */
function printUrl(server: ViteDevServer): void {
  const { printUrls } = server
  server.printUrls = () => {
    printUrls()
    const [url] = server.resolvedUrls?.local ?? []
    if (url) server.config.logger.info(`  ➜  Afterword: ${new URL('/__afterword', url)}`)
  }
}

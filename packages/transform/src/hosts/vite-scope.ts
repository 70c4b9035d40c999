/** Opens the request scope at Vite's own servers, so that `after` works before there is another. */
import type { Connect, Logger, Plugin } from 'vite'

interface Server {
  readonly middlewares: Connect.Server
  readonly config: { readonly logger: Logger }
}

/** Its 'close' is later and truer than the end of the body of a `Response` that Vite's bridge reads. */
export function openScopes(): Plugin {
  async function install({ middlewares, config }: Server): Promise<void> {
    try {
      const { afterMiddleware } = await import('@afterword/runtime/node')
      middlewares.use(afterMiddleware())
    } catch (error) {
      config.logger.error(
        'afterword: @afterword/runtime cannot be loaded; is it among your dependencies?',
      )
      throw error
    }
  }
  return {
    name: 'afterword:scope',
    enforce: 'pre',
    configureServer: install,
    configurePreviewServer: install,
  }
}

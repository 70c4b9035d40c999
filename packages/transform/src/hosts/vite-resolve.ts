/** Says what is missing when a module keeps importing Next's own things where there is no Next. */
import { relative } from 'node:path'
import type { Plugin } from 'vite'

export interface ExplainMissingOptions {
  /** Whether Next is what the program is built for; known once the build tool has its configuration. */
  isNext(): boolean
}

/** Without it the build tool only says that `next/server` cannot be resolved, of code that looks compiled. */
export function explainMissing({ isNext }: ExplainMissingOptions): Plugin {
  return {
    name: 'afterword:resolve',
    enforce: 'pre',
    resolveId: {
      filter: { id: /^next\/(?:server|headers)(?:\.js)?$/ },
      async handler(source, importer, options) {
        if (isNext()) return null
        const resolved = await this.resolve(source, importer, { ...options, skipSelf: true })
        if (resolved || importer === undefined) return resolved
        const file = relative(this.environment.config.root, importer).replaceAll('\\', '/')
        this.error(
          `${file} imports more from "${source}" than Afterword's runtime has, and the package next ` +
            'is not installed. The runtime has after and connection (next/server), cookies, headers ' +
            'and draftMode (next/headers), imported by name. In place of NextResponse use the ' +
            "Web's Response; or install next.",
        )
      },
    },
  }
}

/** Keeps the overlay of Vite's dev server at the errors of the modules that have been loaded. */
import { stripVTControlCharacters } from 'node:util'
import type { DevEnvironment, ErrorPayload, ViteDevServer } from 'vite'
import {
  compareFindings,
  type Finding,
  isError,
  type OverlayError,
  toOverlayError,
} from './findings.ts'
import { modulesOf } from './vite-graph.ts'

export interface Overlay {
  /** Shows the errors among all findings of the program; of modules not loaded the terminal tells. */
  show(findings: readonly Finding[]): void
  /** Notes what a module that fails to load puts there itself. */
  note(findings: readonly Finding[]): void
}

/** @param servers the environments whose modules are checked */
export function createOverlay(
  { config, environments }: ViteDevServer,
  servers: readonly DevEnvironment[],
): Overlay {
  let shown: readonly Finding[] = []
  const isLoaded = ({ diagnostic }: Finding) =>
    servers.some((environment) => modulesOf(environment, diagnostic.file).length > 0)
  return {
    show(findings) {
      const errors = findings.filter((finding) => isError(finding) && isLoaded(finding))
      const { gone, come } = compareFindings(shown, errors)
      shown = errors
      if (gone.length + come.length === 0) return
      environments.client.hot.send(
        errors.length === 0
          ? // Any update takes the overlay away, and loads a page anew that could not be shown.
            { type: 'update', updates: [] }
          : { type: 'error', err: toPayload(toOverlayError(errors, config.root)) },
      )
    },
    note(findings) {
      shown = [...shown, ...findings.filter(isError)]
    },
  }
}

/** Colours are the terminal's. */
function toPayload(error: OverlayError): ErrorPayload['err'] {
  const message = stripVTControlCharacters(error.message)
  return { ...error, message, stack: message, plugin: 'afterword' }
}

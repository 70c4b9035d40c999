/** The esbuild host. */
import { readFile } from 'node:fs/promises'
import { formatDiagnostic } from '../diagnostics/format.ts'
import { indexLines } from '../source/position.ts'
import {
  type BuildOptions,
  type EsbuildPlugin,
  type LoadResult,
  type Message,
  readFacts,
  readLoader,
} from './esbuild-build.ts'
import { createImportLog } from './esbuild-imports.ts'
import { type Finding, settleFindings, toFindings, traceImporters } from './findings.ts'
import { configureHost, createHost, type Host, type HostOptions } from './host.ts'

/**
 * `root` is esbuild's `absWorkingDir`, and a bundle for the platform `browser`, esbuild's default, a
 * client's, where these say nothing.
 */
export type AfterwordEsbuildOptions = HostOptions

/**
 * The plugin: one line where `build` or `context` is called.
 *
 *     import afterword from '@afterword/transform/esbuild'
 *     await build({ entryPoints: ['server.ts'], plugins: [afterword()] })
 *
 * Each finding is one of esbuild's own messages, with the diagnostic as its `detail`. esbuild takes a
 * module from the first plugin that loads it, so this one comes before others. The project's
 * configuration holds, where these options do not say otherwise.
 *
 * @throws OptionsError when an option is not what it must be, naming it and what it accepts
 */
export default function afterword(options: AfterwordEsbuildOptions = {}): EsbuildPlugin {
  const unconfigured = createHost(options)
  const { idFilter } = unconfigured.compiler
  return {
    name: 'afterword',
    setup(build) {
      const { initialOptions, esbuild } = build
      const facts = readFacts(initialOptions)
      const imports = createImportLog(build)
      const isClient = (options.environment ?? facts.environment) === 'client'
      // Where there is nothing to trace, resolving stays within esbuild.
      if (isClient) imports.record(build)
      const reported = new Set<string>()
      let host: Host = unconfigured
      let configuration: readonly string[] = []

      build.onStart(async () => {
        const configured = await configureHost(options, facts)
        host = configured
        configuration = configured.file === null ? [] : [configured.file]
        // Every build, of a context too, asks for every module again.
        reported.clear()
        imports.clear()
      })
      build.onLoad({ filter: idFilter, namespace: 'file' }, async ({ path, with: attributes }) => {
        if (attributes.type !== undefined) return null
        const compiled = await compile(path)
        if (compiled === null) return null
        const { findings, ...loaded } = compiled
        const hasErrors = settleFindings(findings).errors.length > 0
        const all = hasErrors ? [...findings, ...(await collectBehind(path))] : findings
        const { errors, warnings } = settleFindings(all.filter(isNew))
        const importersOf = isClient && hasErrors ? await imports.readImporters() : () => []
        return {
          ...loaded,
          errors: traceImporters(errors, host.root, importersOf).map(toMessage),
          warnings: warnings.map(toMessage),
        }
      })

      async function compile(
        path: string,
      ): Promise<(LoadResult & { readonly findings: Finding[] }) | null> {
        const loader = readLoader(path, initialOptions)
        if (loader === null) return null
        const code = await readFile(path, 'utf8')
        const result = host.compiler.transform(code, path)
        if (result === null) return null
        const map = result.map && initialOptions.sourcemap ? printMap(result.map.toUrl()) : ''
        return {
          contents: `${result.code}${map}`,
          loader,
          watchFiles: [path, ...configuration],
          findings: toFindings(result, code),
        }
      }

      /** A module with an error is as far as esbuild goes, and what it imports would be reported another day. */
      async function collectBehind(entry: string): Promise<readonly Finding[]> {
        const found: Finding[] = []
        const collect: EsbuildPlugin = {
          name: 'afterword:collect',
          setup(inner) {
            if (isClient) imports.record(inner)
            inner.onLoad({ filter: idFilter, namespace: 'file' }, async ({ path }) => {
              const compiled = await compile(path)
              if (compiled === null) return null
              const { findings, ...loaded } = compiled
              found.push(...findings)
              return loaded
            })
          },
        }
        await esbuild.build(dryRun(initialOptions, entry, collect) as never).catch(() => {})
        return found
      }

      function isNew({ diagnostic }: Finding): boolean {
        const key = formatDiagnostic(diagnostic)
        const isFirst = !reported.has(key)
        reported.add(key)
        return isFirst
      }
    },
  }
}

/** A build of one module and what it imports, that writes and says nothing. */
function dryRun(options: BuildOptions, entry: string, plugin: EsbuildPlugin): object {
  const { outfile: _, ...rest } = options
  const silent = { write: false, metafile: false, logLevel: 'silent', outdir: 'out' } as const
  return { ...rest, ...silent, entryPoints: [entry], plugins: [plugin] }
}

function toMessage({ diagnostic, code }: Finding): Message {
  const { file, line, column, labels } = diagnostic
  const { start, end } = labels.find(({ isPrimary }) => isPrimary) ?? { start: 0, end: 0 }
  const lineText = indexLines(code).textOf(line)
  return {
    text: formatDiagnostic(diagnostic, { code }),
    location: {
      file,
      line,
      // esbuild counts from 0, and in bytes.
      column: Buffer.byteLength(lineText.slice(0, column - 1)),
      length: Buffer.byteLength(code.slice(start, end)),
      lineText,
    },
    detail: diagnostic,
  }
}

function printMap(url: string): string {
  return `\n//# sourceMappingURL=${url}`
}

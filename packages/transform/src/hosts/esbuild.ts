/** The esbuild host. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { TransformResult } from '../compiler.ts'
import { listCommonProblems } from './built.ts'
import {
  type BuildOptions,
  type EsbuildPlugin,
  type LoadResult,
  readFacts,
  readLoader,
} from './esbuild-build.ts'
import { createBuildFindings, toMessage } from './esbuild-findings.ts'
import { createImportLog } from './esbuild-imports.ts'
import { type Finding, settleFindings, toFindings, traceImporters } from './findings.ts'
import { configureHost, createHost, type Host, type HostOptions } from './host.ts'
import { composeMaps, printMap, readMap } from './maps.ts'
import { keepProgram } from './program.ts'

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
      const known = createBuildFindings()
      const programOf = keepProgram()
      let host: Host = unconfigured
      let configuration: readonly string[] = []

      // Every build, of a context too, asks for every module again.
      build.onStart(async () => {
        const configured = await configureHost(options, facts)
        host = configured
        configuration = configured.files
        imports.clear()
        const program = isClient ? null : await programOf(host).checkFiles()
        known.begin(program?.findings ?? [], host.root)
        const problems = program ? listCommonProblems(program) : []
        return { warnings: problems.map((text) => ({ text })) }
      })
      build.onLoad({ filter: idFilter, namespace: 'file' }, async ({ path, with: attributes }) => {
        if (attributes.type !== undefined) return null
        const { loaded, findings } = await load(path)
        if (findings.length === 0) return loaded
        const hasErrors = settleFindings(findings).errors.length > 0
        const all = hasErrors ? [...findings, ...(await collectBehind(path))] : findings
        const { errors, warnings } = settleFindings(all)
        const importersOf = isClient && hasErrors ? await imports.readImporters() : () => []
        return {
          ...loaded,
          // A module with an error is not gone beyond, and what is behind it may be what mends it.
          watchFiles: [...(loaded?.watchFiles ?? []), ...all.flatMap(listFiles)],
          errors: traceImporters(errors, host.root, importersOf).map(toMessage),
          warnings: warnings.map(toMessage),
        }
      })

      async function load(
        path: string,
      ): Promise<{ readonly loaded: LoadResult | null; readonly findings: readonly Finding[] }> {
        const loader = readLoader(path, initialOptions)
        if (loader === null) return { loaded: null, findings: [] }
        const code = await readFile(path, 'utf8')
        const result = host.compiler.transform(code, path)
        const findings = known.take(path, result ? toFindings(result, code) : [])
        if (result === null) return { loaded: null, findings }
        const contents = initialOptions.sourcemap ? addMap(result, code, path) : result.code
        return { loaded: { contents, loader, watchFiles: [path, ...configuration] }, findings }
      }

      /** A module with an error is as far as esbuild goes, and what it imports would be reported another day. */
      async function collectBehind(entry: string): Promise<readonly Finding[]> {
        const found: Finding[] = []
        const collect: EsbuildPlugin = {
          name: 'afterword:collect',
          setup(inner) {
            if (isClient) imports.record(inner)
            inner.onLoad({ filter: idFilter, namespace: 'file' }, async ({ path }) => {
              const { loaded, findings } = await load(path)
              found.push(...findings)
              return loaded
            })
          },
        }
        await esbuild.build(dryRun(initialOptions, entry, collect) as never).catch(() => {})
        return found
      }

      function listFiles({ diagnostic: { file, trace } }: Finding): string[] {
        return [file, ...trace.map((step) => step.file)].map((name) => resolve(host.root, name))
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

/** The compiled text with its map, which esbuild reads from the last line. */
function addMap(result: TransformResult, code: string, path: string): string {
  if (!result.map) return result.code
  return `${result.code}\n${printMap(composeMaps(result.map, readMap(code, path)))}`
}

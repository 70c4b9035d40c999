/** The loader of the Next.js host, for Turbopack and webpack: compiles a module, and reports what the check says of it. */
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { createCompiler, type TransformResult } from '../compiler.ts'
import { CONFIG_FILES } from '../config/load.ts'
import { formatDiagnostic } from '../diagnostics/format.ts'
import type { Watched } from '../project/watched.ts'
import { configure } from './configured.ts'
import { type Finding, toFindings } from './findings.ts'
import { dropKnown, withBaseline } from './known.ts'
import { composeMaps, nameSource } from './maps.ts'
import { findingsOf, shareCheck } from './next-check.ts'
import { MENTIONS_AFTER, type NextLoaderOptions } from './next-rules.ts'
import type { WebpackModule } from './webpack-compiler.ts'
import { note } from './webpack-notes.ts'

/** The part of a loader's context that both have. Turbopack's has no compilation. */
interface LoaderContext {
  readonly resourcePath: string
  /** The application's folder. */
  readonly rootContext: string
  readonly target: string
  readonly mode: string
  readonly _compilation?: object
  readonly _module: WebpackModule
  getOptions(): NextLoaderOptions
  async(): (error: Error | null, code?: string, map?: unknown) => void
  addDependency(path: string): void
  addMissingDependency(path: string): void
  addContextDependency(path: string): void
  emitError(error: Error): void
  emitWarning(error: Error): void
}

export default function load(this: LoaderContext, code: string, map?: unknown): void {
  const callback = this.async()
  loadModule(this, code).then(
    (result) => {
      if (result?.map) {
        // Turbopack goes by the map's name, as it is.
        const own = this._compilation ? nameSource(result.map, this.resourcePath) : result.map
        callback(null, result.code, composeMaps(own, map))
      } else callback(null, code, map)
    },
    (error) => callback(error),
  )
}

async function loadModule(context: LoaderContext, code: string): Promise<TransformResult | null> {
  // Turbopack has looked before; webpack's rules go by names alone.
  if (!MENTIONS_AFTER.test(code)) return null
  const { rootContext: root, resourcePath } = context
  const { options: given, cache } = context.getOptions()
  const { options, baseline, files } = await configure(root, given)
  const { target: _, ...shared } = options
  const compiler = withBaseline(createCompiler({ ...shared, root, target: 'next' }), baseline)
  const checked = await shareCheck(
    {
      ...shared,
      root,
      cache: existsSync(join(root, 'node_modules')) || cache,
      isBackground: true,
    },
    context.mode === 'production',
  )
  watch(context, files, checked.watched)
  const file = relative(root, resourcePath).replaceAll('\\', '/')
  // In a browser's bundle nothing is rewritten, and what is wrong with it is for the check to say.
  const isBrowser = context.target === 'web'
  const summary = checked.summaryOf(file, code)
  const result = isBrowser ? null : compiler.transform(code, resourcePath, { summary })
  const own = result === null ? [] : toFindings(result, code)
  const diagnostics = dropKnown(checked.diagnostics, baseline, checked.textOf)
  const findings = mergeFindings(findingsOf(file, { ...checked, diagnostics }), own)
  if (context._compilation) note(context._module, findings)
  else for (const finding of findings) emit(context, finding)
  return result
}

/** A module's findings change with other modules: it is loaded anew when one of them changes. */
function watch(
  context: LoaderContext,
  configuration: readonly string[],
  { files, folders }: Watched,
): void {
  const { rootContext: root } = context
  for (const file of files) context.addDependency(join(root, file))
  for (const folder of folders) context.addContextDependency(join(root, folder))
  for (const file of configuration) context.addDependency(file)
  if (configuration.length > 0) return
  for (const name of CONFIG_FILES) {
    // Turbopack does not tell files that are not there yet from others; webpack would look for them.
    if (context._compilation) context.addMissingDependency(join(root, name))
    else context.addDependency(join(root, name))
  }
}

/** The check's, with their path, and of a module that it does not know the compiler's. */
function mergeFindings(checked: readonly Finding[], own: readonly Finding[]): Finding[] {
  const byPlace = new Map<string, Finding>()
  for (const finding of [...checked, ...own]) {
    const { code, file, line, column } = finding.diagnostic
    const key = `${code}:${file}:${line}:${column}`
    if (!byPlace.has(key)) byPlace.set(key, finding)
  }
  return [...byPlace.values()]
}

/** Hands a finding to Turbopack, which prints an error's name, a colon and its message. */
function emit(context: LoaderContext, { diagnostic, code }: Finding): void {
  const text = formatDiagnostic(diagnostic, { code, cwd: context.rootContext })
  const [name = '', ...message] = text.split(': ')
  // All message: the compiler's own stack would only hide it.
  const error = Object.assign(new Error(message.join(': ')), { name, stack: '' })
  if (diagnostic.severity === 'error') context.emitError(error)
  else context.emitWarning(error)
}

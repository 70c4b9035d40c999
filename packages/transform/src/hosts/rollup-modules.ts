/**
 * What is done with a module of Rollup, Rolldown and Vite. Its findings are kept in its `meta`, which
 * watch mode and caches keep with the module: what was found comes again with every build, and goes when
 * the module is mended or gone.
 */
import type { TransformResult } from '../compiler.ts'
import type { BuiltProgram } from './built.ts'
import {
  type Finding,
  mergeFindings,
  type SettledFindings,
  settleFindings,
  toFindings,
  traceImporters,
} from './findings.ts'
import type { Host } from './host.ts'
import type { HostProgram } from './program.ts'

/** The part of a plugin context that is used. Types of our own: neither tool is a dependency. */
export interface RollupContext {
  getModuleIds(): Iterable<string>
  getModuleInfo(id: string): RollupModule | null
  warn(message: string): void
}

interface RollupModule {
  readonly importers: readonly string[]
  readonly dynamicImporters: readonly string[]
  readonly meta: Readonly<Record<string, unknown>>
}

export interface TransformOutput {
  readonly code?: string
  readonly map?: NonNullable<TransformResult['map']>
  readonly meta: { readonly afterword: readonly Finding[] }
}

export function compileModule(
  context: RollupContext,
  { compiler, environment }: Host,
  code: string,
  id: string,
): TransformOutput | null {
  if (id.startsWith('\0')) return null
  const result = compiler.transform(code, id, { environment })
  const findings = result ? toFindings(result, code) : []
  // Rolldown keeps the `meta` of a module's last build.
  const isNoted = findings.length > 0 || readNotes(context, id).length > 0
  if (!result?.map && !isNoted) return null
  const meta = { afterword: findings }
  return result?.map ? { code: result.code, map: result.map, meta } : { meta }
}

/** Frameworks take server code out of browser modules: only an `after` that is still there is misuse. */
export function recheckModule(
  context: RollupContext,
  { compiler, environment }: Host,
  code: string,
  id: string,
): TransformOutput | null {
  if (environment !== 'client' || readNotes(context, id).length === 0) return null
  const left = compiler.transform(code, id, { environment })
  return left?.diagnostics.length ? null : { meta: { afterword: [] } }
}

export interface BuildReport extends SettledFindings, Pick<BuiltProgram, 'problems'> {}

/**
 * What was found in the modules of a build, with the imports that lead to a browser's, and in the
 * program that a server's modules belong to.
 *
 * @param program `null` where a build has failed, and its modules are not all there
 */
export async function readBuild(
  context: RollupContext,
  { root, environment }: Host,
  program: HostProgram | null,
): Promise<BuildReport> {
  const ids = [...context.getModuleIds()]
  const checked = environment === 'server' ? await program?.checkBuilt(ids) : null
  const { findings, problems } = checked ?? { findings: [], problems: [] }
  const noted = ids.flatMap((id) => readNotes(context, id))
  const { errors, warnings } = settleFindings(mergeFindings(noted, findings))
  const importersOf = (id: string) => {
    const module = context.getModuleInfo(id)
    return module ? [...module.importers, ...module.dynamicImporters] : []
  }
  return { errors: traceImporters(errors, root, importersOf), warnings, problems }
}

export function readNotes(context: RollupContext, id: string): readonly Finding[] {
  return (context.getModuleInfo(id)?.meta.afterword as readonly Finding[] | undefined) ?? []
}

/** The compiler every host calls: one module in, changed text, map and diagnostics out. */
import { posix, win32 } from 'node:path'
import type { SourceMap } from 'magic-string'
import { checkProgram, listDiagnostics } from './check-program.ts'
import { createDiagnostic, type Diagnostic } from './diagnostics/diagnostic.ts'
import { applySeverities } from './diagnostics/severity.ts'
import { suppress } from './diagnostics/suppress.ts'
import { type ApiTable, createApiTable, isAfter } from './module/apis.ts'
import { summarizeModule } from './module/summarize.ts'
import type { ModuleSummary } from './module/summary.ts'
import { type CompilerOptions, resolveOptions } from './options.ts'
import { type EntryPoint, isRunnable } from './program/entries/entry.ts'
import { mentionsServer } from './program/entries/server-calls.ts'
import { findEntries, findServers } from './program/entries.ts'
import { createModuleProgram } from './program/program.ts'
import { type Change, listChanges } from './rewrite/changes.ts'
import { planRewrite } from './rewrite/plan.ts'
import { emitText } from './rewrite/text.ts'
import type { ClientUse } from './rules/rule.ts'
import { createFilter } from './source/filter.ts'
import { parseModule } from './source/parse.ts'
import { indexLines } from './source/position.ts'

export interface Compiler {
  /** Ids worth handing to `transform`, for a build tool's own filter. */
  readonly idFilter: RegExp
  /** What the text of every module of concern has, but for files that are entry points by their name. */
  readonly codeFilter: RegExp
  /**
   * Compiles one module.
   *
   * @param code the module's text
   * @param id its path, absolute or relative to `root`; a query (`?v=1`) is left out of account
   * @returns `null` when there is nothing to change and nothing to say. Never throws on any text.
   */
  transform(code: string, id: string, options?: TransformOptions): TransformResult | null
  /** The same for a host that changes a syntax tree. */
  plan(code: string, id: string, options?: TransformOptions): PlanResult | null
}

export interface TransformOptions {
  /** What the module is being built for. Default: the compiler's option. */
  readonly environment?: 'server' | 'client'
  /**
   * The facts of this very text, from a check of the whole program: then the module is changed only, for
   * the check has said what there is to say of it. Default: the module is read, and checked alone.
   */
  readonly summary?: ModuleSummary | null
}

export interface PlanResult {
  /** What is to change in the module, by UTF-16 span. */
  readonly changes: readonly Change[]
  /** In the order of the file. An `error` should fail the build. */
  readonly diagnostics: readonly Diagnostic[]
  /** The module's facts; `null` when it could not be read, or nothing but its entry points matters. */
  readonly summary: ModuleSummary | null
}

export interface TransformResult {
  /** The text to go on with; the same text where only diagnostics came of it. */
  readonly code: string
  /** From `code` back to the text that was handed in; `null` when nothing was changed. */
  readonly map: SourceMap | null
  /** In the order of the file. An `error` should fail the build. */
  readonly diagnostics: readonly Diagnostic[]
  /** The module's facts; `null` when it could not be read, or nothing but its entry points matters. */
  readonly summary: ModuleSummary | null
}

/** Throws an `OptionsError` that names the option and the values it accepts. */
export function createCompiler(options: CompilerOptions = {}): Compiler {
  const resolved = resolveOptions(options)
  const { root, target, wrap, runtime, sources, rules } = resolved
  const apis = createApiTable({ runtime, sources })
  const filter = createFilter({ ...resolved, apis })

  function transform(
    code: string,
    id: string,
    options: TransformOptions = {},
  ): TransformResult | null {
    const planned = plan(code, id, options)
    if (planned === null) return null
    const { changes, diagnostics, summary } = planned
    const file = toProjectPath(root, id)
    if (changes.length === 0) return { code, map: null, diagnostics, summary }
    // Turbopack drops the source maps of loaders where it joins modules.
    const emitted = emitText({ code, file, changes, keepsLines: target === 'next' })
    return { ...emitted, diagnostics, summary }
  }

  function plan(
    code: string,
    id: string,
    { environment = resolved.environment, summary: known = null }: TransformOptions = {},
  ): PlanResult | null {
    const file = toProjectPath(root, id)
    if (!filter.matches(file, code)) return null
    const hasCalls = known !== null || mayMatterInside(code)
    const read = known
      ? ({ type: 'read', summary: known } as const)
      : readModule({ code, file, id, apis, hasCalls })
    if (read.type === 'failed') {
      const diagnostics = applySeverities([read.diagnostic], rules)
      return diagnostics.length === 0 ? null : { changes: [], diagnostics, summary: null }
    }
    const { summary } = read
    const client = readClient(summary, environment)
    // In a browser's build a server module is only its references: the framework puts them in its place.
    if (client === null && environment === 'client') return null

    const entries = findEntries(summary, { ...resolved, apis })
    const found = known ? [] : checkAlone(summary, entries, client)
    // A file of our concern with lost bytes: the text is as good as it came, and its author should know.
    const lost = code.indexOf('\uFFFD')
    if (lost !== -1) found.unshift(describeLostBytes(code, file, lost))
    const suppressions = new Map([[file, summary.suppressions]])
    const diagnostics = applySeverities(
      suppress({ diagnostics: found, suppressions, isWhole: () => false }),
      rules,
    )
    const isMentioned = usesAfter(summary, apis)
    const wrapped = entries
      .filter(isRunnable)
      .filter((entry) => isMentioned || (wrap === 'all' && !isGuess(entry)))
    const rewrites = planRewrite({
      summary,
      entries: wrapped,
      servers: isMentioned || wrap === 'all' ? findServers(summary, { ...resolved, apis }) : [],
      apis,
      target,
      runtime,
      isClient: client !== null,
    })
    if (rewrites.length === 0 && diagnostics.length === 0) return null
    const changes = listChanges({ code, summary, rewrites, runtime })
    return { changes, diagnostics, summary: hasCalls ? summary : null }
  }

  /** Whether what the code of a module does may matter; else its entry points alone do, by their names. */
  function mayMatterInside(code: string): boolean {
    // What has been wrapped is known by a call of the runtime's.
    return /after|Until/.test(code) || code.includes(runtime) || mentionsServer(code)
  }

  function checkAlone(
    summary: ModuleSummary,
    entries: readonly EntryPoint[],
    client: ClientUse | null,
  ): Diagnostic[] {
    const checked = checkProgram({
      program: createModuleProgram(summary),
      apis,
      modules: [summary],
      entriesOf: () => entries,
      clientOf: () => client,
    })
    return listDiagnostics(checked)
  }

  return {
    idFilter: filter.id,
    codeFilter: filter.code,
    transform,
    plan,
  }
}

type ReadModuleResult =
  | { readonly type: 'read'; readonly summary: ModuleSummary }
  | { readonly type: 'failed'; readonly diagnostic: Diagnostic }

interface ReadModuleInput {
  readonly code: string
  readonly file: string
  readonly id: string
  readonly apis: ApiTable
  readonly hasCalls: boolean
}

function readModule({ code, file, id, apis, hasCalls }: ReadModuleInput): ReadModuleResult {
  const failed = (problem: string, offset: number, advice: string): ReadModuleResult => ({
    type: 'failed',
    diagnostic: createDiagnostic({
      code: 'unreadable-module',
      parameters: { problem, advice },
      file,
      places: { call: { start: offset, end: offset + 1, ...indexLines(code).positionOf(offset) } },
    }),
  })
  try {
    const parsed = parseModule(code, id)
    if (parsed.type === 'failed') {
      return failed(
        `it cannot be parsed (${parsed.message})`,
        parsed.offset,
        'Mend the syntax error.',
      )
    }
    return { type: 'read', summary: summarizeModule({ code, file, ...parsed, apis, hasCalls }) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return failed('it nests too deeply', 0, 'Move the code that uses `after` to a file of its own.')
  }
}

function describeLostBytes(code: string, file: string, offset: number): Diagnostic {
  return createDiagnostic({
    code: 'lost-bytes',
    parameters: {},
    file,
    places: { call: { start: offset, end: offset + 1, ...indexLines(code).positionOf(offset) } },
  })
}

function readClient(
  { directives }: ModuleSummary,
  environment: 'server' | 'client',
): ClientUse | null {
  if (directives.includes('use client')) return { type: 'directive' }
  const isBundled = environment === 'client' && !directives.includes('use server')
  return isBundled ? { type: 'bundle', path: [] } : null
}

function isGuess(entry: EntryPoint): boolean {
  return entry.type === 'server' && entry.isGuess
}

function usesAfter({ sites, imports }: ModuleSummary, apis: ApiTable): boolean {
  return (
    sites.length > 0 ||
    imports.some((record) =>
      record.specifiers.some(
        ({ imported, isUsed, typeOnly }) =>
          isUsed && !typeOnly && isAfter(apis.find(record.source, imported)),
      ),
    )
  )
}

/**
 * `/project/app/page.tsx?v=1` ⬇ `app/page.tsx`. No absolute path goes into code: a build tool's
 * prefix (`\0`, `virtual:`, `file://`) goes, and a path of another drive keeps its last part.
 */
function toProjectPath(root: string, id: string): string {
  const prefix = /^(?:[a-z][\w+.-]+:(?:\/\/)?)+|^\/@(?:fs|id)(?=\/)/i
  const bare = id
    .replace(/^\0+/, '')
    .replace(prefix, '')
    .replace(/^\/(?=[a-z]:)/i, '')
  // A folder's name may have `?` and `#` of its own: only behind an extension do they begin a query.
  const query = /(?<=\.\w+)[?#].*$/
  const isInRoot = bare.replaceAll('\\', '/').startsWith(root.replaceAll('\\', '/'))
  const own = isInRoot ? root.length : 0
  const path = bare.slice(0, own) + bare.slice(own).replace(query, '')
  const { isAbsolute, relative } = isDrivePath(path) ? win32 : posix
  const inside = isAbsolute(path) ? relative(root, path) : path
  const portable = inside.replaceAll('\\', '/').replace(/^\.\//, '')
  return isAbsolute(inside) ? (portable.split('/').at(-1) as string) : portable
}

/** `C:\project\page.tsx`, `C:/project/page.tsx`, `\\host\share\page.tsx` */
function isDrivePath(path: string): boolean {
  return /^(?:[a-z]:[\\/]|\\\\)/i.test(path)
}

/** Finds the entry points of a module: what a framework or server calls, by file convention or by shape. */
import type { ExportRecord, FunctionRecord, ModuleSummary, Place } from '../module/summary.ts'

/** What is running when an entry point runs, in the runtime's words. */
export type Phase = 'render' | 'action' | 'route' | 'middleware'

export interface AppEntry {
  readonly type: 'app'
  readonly phase: Phase
  /** The export's name, or the function's for an inline server function. */
  readonly name: string
  /** The URL pattern, such as `/blog/[slug]`; `null` where none is known. */
  readonly route: string | null
  /** Seconds, from the file's `maxDuration`. */
  readonly maxDuration: number | null
  /** The function that runs, where this module has it. */
  readonly function: number | null
  /** The function that runs inside what React made of it: `memo(Page)`. */
  readonly inner: number | null
  /** How it is exported; `null` for an inline server function. */
  readonly export: ExportRecord | null
  readonly place: Place
}

/** `export default { fetch }`, or a bare fetch function: opens the request scope. */
export interface ServerEntry {
  readonly type: 'server'
  readonly export: ExportRecord
  /** Whether only a function's parameters speak for it: an entry point where the module uses `after`, else a helper. */
  readonly isGuess: boolean
}

export type EntryPoint = AppEntry | ServerEntry

export interface FindEntriesOptions {
  /** The `app/` directory, project-relative; by default `app` and `src/app`. */
  readonly appDir: string | null
  /** Project-relative files whose default export answers a server's requests. */
  readonly serverEntries: readonly string[]
}

const EXTENSION = /\.[cm]?[jt]sx?$/
const RENDER_FILES = /^(page|layout|template|default|not-found|loading)$/
const RENDER_EXPORTS = ['default', 'generateMetadata', 'generateViewport']
const ROUTE_EXPORTS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Whether a path alone makes the file one with entry points. */
export function isEntryFile(file: string, options: FindEntriesOptions): boolean {
  return (
    readAppFile(file, options.appDir) !== null ||
    readMiddleware(file, options.appDir) !== null ||
    options.serverEntries.includes(file)
  )
}

export function findEntries(summary: ModuleSummary, options: FindEntriesOptions): EntryPoint[] {
  if (summary.directives.includes('use client')) return []
  const inline = findServerFunctions(summary, options)
  if (summary.directives.includes('use server')) {
    const exported = findExported(summary, 'action', null)
    const known = new Set(exported.map((entry) => entry.function))
    return [...exported, ...inline.filter((entry) => !known.has(entry.function))]
  }
  const middleware = readMiddleware(summary.file, options.appDir)
  if (middleware) {
    const names = ['default', middleware]
    return [...findExported(summary, 'middleware', names), ...inline]
  }
  const appFile = readAppFile(summary.file, options.appDir)
  if (appFile) {
    const names = appFile.phase === 'route' ? ROUTE_EXPORTS : RENDER_EXPORTS
    return [...findExported(summary, appFile.phase, names, appFile.route), ...inline]
  }
  return [...findServerEntries(summary, options.serverEntries), ...inline]
}

/** Exports that are (or may compute) functions; `names: null` means all of them. */
function findExported(
  summary: ModuleSummary,
  phase: Phase,
  names: readonly string[] | null,
  route: string | null = null,
): AppEntry[] {
  return summary.exports.flatMap((exported): AppEntry[] => {
    if (exported.name === '*' || (names && !names.includes(exported.name))) return []
    if (exported.value.type === 'literal' || exported.value.type === 'class') return []
    return [
      {
        type: 'app',
        phase,
        name: exported.name,
        route,
        maxDuration: summary.maxDuration,
        function: exported.value.type === 'function' ? exported.value.function : null,
        inner: exported.value.type === 'result' ? (exported.value.inner ?? null) : null,
        export: exported,
        place: exported.place,
      },
    ]
  })
}

/** Functions that carry `'use server'` themselves. */
function findServerFunctions(summary: ModuleSummary, options: FindEntriesOptions): AppEntry[] {
  const route = readAppFile(summary.file, options.appDir)?.route ?? null
  return summary.functions.flatMap((candidate, index): AppEntry[] => {
    if (index === 0 || !candidate.directives.includes('use server')) return []
    return [
      {
        type: 'app',
        phase: 'action',
        name: candidate.name || 'anonymous',
        route,
        maxDuration: summary.maxDuration,
        function: index,
        inner: null,
        export: null,
        place: candidate.place,
      },
    ]
  })
}

function findServerEntries(summary: ModuleSummary, configured: readonly string[]): ServerEntry[] {
  const exported = summary.exports.find((candidate) => candidate.name === 'default')
  if (exported === undefined || summary.directives.includes('use server')) return []
  const { value } = exported
  const isFetchObject =
    value.type === 'literal' &&
    value.kind === 'object' &&
    Object.hasOwn(value.members ?? {}, 'fetch')
  const isConfigured = configured.includes(summary.file)
  const entry: ServerEntry = { type: 'server', export: exported, isGuess: false }
  if (isFetchObject) return [entry]
  if (value.type !== 'function') return []
  if (isConfigured) return [entry]
  return takesRequest(summary.functions[value.function]) ? [{ ...entry, isGuess: true }] : []
}

/** Whether a function's parameters are those of a fetch handler, and not Node's `(req, res)`. */
function takesRequest(target: FunctionRecord | undefined): boolean {
  const [first, second] = target?.parameters ?? []
  if (first?.typeName) return first.typeName === 'Request'
  return /^req(uest)?$/.test(first?.name ?? '') && !/^re(s|sponse|ply)$/.test(second?.name ?? '')
}

/** `middleware` or `proxy` for a file of that name beside the `app/` folder. */
function readMiddleware(file: string, appDir: string | null): 'middleware' | 'proxy' | null {
  const [, folder, name] = /^(.*\/)?(middleware|proxy)\.[cm]?[jt]sx?$/.exec(file) ?? []
  const folders = appDir === null ? ['', 'src/'] : [appDir.replace(/[^/]*$/, '')]
  return folders.includes(folder ?? '') ? ((name ?? null) as 'middleware' | 'proxy' | null) : null
}

interface AppFile {
  readonly phase: 'render' | 'route'
  readonly route: string
}

/**
 * What an `app/` file is by its name, and the URL pattern of its folder.
 *
 *     app/(shop)/blog/[slug]/page.tsx  ⬇
 *     { phase: 'render', route: '/blog/[slug]' }
 */
function readAppFile(file: string, appDir: string | null): AppFile | null {
  const directory = appDir ?? /^(?:src\/)?app(?=\/)/.exec(file)?.[0]
  if (directory === undefined || !file.startsWith(`${directory}/`) || !EXTENSION.test(file))
    return null
  const segments = file.slice(directory.length + 1).split('/')
  const name = (segments.pop() as string).replace(EXTENSION, '')
  const phase = name === 'route' ? 'route' : RENDER_FILES.test(name) ? 'render' : null
  if (phase === null || segments.some((segment) => segment.startsWith('_'))) return null
  const visible = segments
    .filter((segment) => !/^(\([^.)][^)]*\)|@.*)$/.test(segment))
    .map((segment) => segment.replace(/^(\(\.{1,3}\))+/, ''))
  return { phase, route: `/${visible.join('/')}` }
}

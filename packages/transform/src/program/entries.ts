/** Finds the entry points of a module: what a framework or server calls, by file convention or by shape. */
import { type ApiTable, isUnstableCache } from '../module/apis.ts'
import type { ModuleSummary } from '../module/summary.ts'
import { asImport, type Value } from '../module/value.ts'
import { type App, appOf, type Convention } from './apps.ts'
import { readNextAppFile, readRscAppFile } from './entries/app-router.ts'
import { readInstrumentation, readMiddleware } from './entries/beside-app.ts'
import type { EntryFile, FileConvention } from './entries/convention.ts'
import type { AppEntry, EntryPhase, EntryPoint } from './entries/entry.ts'
import { readPagesFile } from './entries/pages-router.ts'
import { readRouteModule } from './entries/react-router.ts'
import { findServerEntries } from './entries/server.ts'
import { findServerCalls, type ServerCall } from './entries/server-calls.ts'
import { readWakuFile } from './entries/waku.ts'

export interface FindEntriesOptions {
  /** The project's applications, the deepest folders first. */
  readonly apps: readonly App[]
  /** Project-relative files whose default export answers a server's requests. */
  readonly serverEntries: readonly string[]
  readonly apis: ApiTable
}

const FILES: Readonly<Record<Convention, readonly FileConvention[]>> = {
  'next-app': [readMiddleware, readInstrumentation, readNextAppFile],
  'next-pages': [readPagesFile],
  'rsc-app': [readMiddleware, readRscAppFile],
  waku: [readWakuFile],
  'react-router': [readRouteModule],
  server: [],
}

/** Whether a path alone makes the file one with entry points, of a phase if one is given. */
export function isEntryFile(
  file: string,
  { apps, serverEntries }: Pick<FindEntriesOptions, 'apps' | 'serverEntries'>,
  phase?: EntryPhase,
): boolean {
  const found = readEntryFile(file, appOf(file, apps))
  if (phase !== undefined) return [...(found?.phases.values() ?? [])].includes(phase)
  return found !== null || serverEntries.includes(file)
}

export function findEntries(summary: ModuleSummary, options: FindEntriesOptions): EntryPoint[] {
  const app = appOf(summary.file, options.apps)
  if (app === undefined || summary.directives.includes('use client')) return []
  const file = readEntryFile(summary.file, app)
  const create = entryCreator(summary, app, file)
  const inline = findServerFunctions(summary, create)
  const cached = findCachedFunctions(summary, options.apis, create)
  if (summary.directives.includes('use server')) {
    const exported = findExported(summary, () => 'action', create)
    const known = new Set(exported.map((entry) => entry.function))
    return [...exported, ...inline.filter((entry) => !known.has(entry.function)), ...cached]
  }
  if (file)
    return [
      ...findExported(summary, (name) => file.phases.get(name) ?? null, create),
      ...inline,
      ...cached,
    ]
  const isConfigured = options.serverEntries.includes(summary.file)
  const isServer = isConfigured || app.conventions.includes('server')
  return [...(isServer ? findServerEntries(summary, isConfigured) : []), ...inline, ...cached]
}

/** The servers that a module makes, where its application may have any but its framework's. */
export function findServers(summary: ModuleSummary, options: FindEntriesOptions): ServerCall[] {
  const app = appOf(summary.file, options.apps)
  const mayServe =
    app?.conventions.includes('server') || options.serverEntries.includes(summary.file)
  return mayServe ? findServerCalls(summary) : []
}

function readEntryFile(file: string, app: App | undefined): EntryFile | null {
  if (app === undefined) return null
  const path = app.root === '' ? file : file.slice(app.root.length + 1)
  for (const read of app.conventions.flatMap((convention) => FILES[convention])) {
    const found = read(path, app)
    if (found) return found
  }
  return null
}

type CreateEntry = (
  entry: Pick<AppEntry, 'phase' | 'name' | 'value' | 'export' | 'place'>,
) => AppEntry

function entryCreator(
  { file, segment }: ModuleSummary,
  app: App,
  entryFile: EntryFile | null,
): CreateEntry {
  const route = entryFile?.route ?? null
  return (entry) => ({
    type: 'app',
    file,
    route,
    segment,
    app,
    function: entry.value.type === 'function' ? entry.value.function : null,
    inner: entry.value.type === 'result' ? (entry.value.inner ?? null) : null,
    ...entry,
  })
}

/** Exports that are (or may compute) functions. */
function findExported(
  summary: ModuleSummary,
  phaseOf: (name: string) => EntryPhase | null,
  create: CreateEntry,
): AppEntry[] {
  return summary.exports.flatMap((exported): AppEntry[] => {
    const { name, value, place } = exported
    const phase = name === '*' || isNoFunction(value) ? null : phaseOf(name)
    return phase === null ? [] : [create({ phase, name, value, export: exported, place })]
  })
}

function isNoFunction({ type }: Value): boolean {
  return type === 'literal' || type === 'class'
}

/** Functions that carry `'use server'` themselves. */
function findServerFunctions(summary: ModuleSummary, create: CreateEntry): AppEntry[] {
  return listDirected(summary, (directive) => directive === 'use server').map((entry) =>
    create({ phase: 'action', ...entry }),
  )
}

/**
 * Functions whose results are kept: by `'use cache'`, their own or the module's, or by
 * `unstable_cache`. What `'use cache: private'` keeps, only the browser keeps (next@16.4).
 */
function findCachedFunctions(
  summary: ModuleSummary,
  apis: ApiTable,
  create: CreateEntry,
): AppEntry[] {
  const isCache = (directive: string) =>
    /^use cache(:|$)/.test(directive) && directive !== 'use cache: private'
  const exported = summary.directives.some(isCache)
    ? findExported(summary, () => 'cache', create)
    : []
  const directed = listDirected(summary, isCache).map((entry) =>
    create({ phase: 'cache', ...entry }),
  )
  const wrapped = summary.functions.flatMap(({ calls }) =>
    calls.flatMap((call): AppEntry[] => {
      const [value] = call.arguments
      const origin = call.isNew ? null : asImport(call.callee)
      if (!value || !origin || !isUnstableCache(apis.find(origin.source, origin.name))) return []
      const name = (value.type === 'function' && summary.functions[value.function]?.name) || ''
      const place = call.calleePlace
      return [
        create({ phase: 'cache', name: name || 'unstable_cache', value, export: null, place }),
      ]
    }),
  )
  return [...exported, ...directed, ...wrapped]
}

/** The functions with a directive of their own. */
function listDirected(
  { functions }: ModuleSummary,
  concerns: (directive: string) => boolean,
): Pick<AppEntry, 'name' | 'value' | 'export' | 'place'>[] {
  return functions.flatMap(({ name, place, directives }, index) =>
    index > 0 && directives.some(concerns)
      ? {
          name: name || 'anonymous',
          value: { type: 'function', function: index } as const,
          export: null,
          place,
        }
      : [],
  )
}

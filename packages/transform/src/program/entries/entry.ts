/** What an entry point is: a function that a framework or server calls. */
import type { SegmentConfig } from '../../module/segment.ts'
import type { ExportRecord, Place } from '../../module/summary.ts'
import type { Value } from '../../module/value.ts'
import type { App } from '../apps.ts'

/** What is running when an entry point runs, in the runtime's words. */
export type Phase = 'render' | 'action' | 'route' | 'middleware'

/**
 * Where `after` does not mean what it says: the rules know these, and nothing wraps them. `cache` is a
 * function whose result is kept, `pages` is Next's pages router, `startup` is when the server starts.
 */
export type PlainPhase = 'cache' | 'pages' | 'startup'

export type EntryPhase = Phase | PlainPhase

export interface AppEntry {
  readonly type: 'app'
  readonly phase: EntryPhase
  /** The module that has it, project-relative. */
  readonly file: string
  /** The export's name, or the function's for one that is not exported. */
  readonly name: string
  /** The URL pattern, such as `/blog/[slug]`; `null` where none is known. */
  readonly route: string | null
  /** The file's. */
  readonly segment: SegmentConfig
  readonly app: App
  /** What runs, as the module has it. */
  readonly value: Value
  /** The function that runs, where this module has it. */
  readonly function: number | null
  /** The function that runs inside what React made of it: `memo(Page)`. */
  readonly inner: number | null
  /** How it is exported; `null` where something else makes it an entry point. */
  readonly export: ExportRecord | null
  readonly place: Place
}

/** `export default { fetch }`, an application that has `fetch`, or a bare fetch function: opens the request scope. */
export interface ServerEntry {
  readonly type: 'server'
  readonly export: ExportRecord
  /** Whether only a function's parameters speak for it: an entry point where the module uses `after`, else a helper. */
  readonly isGuess: boolean
}

export type EntryPoint = AppEntry | ServerEntry

/** An entry point whose phase is the runtime's. */
export type RunnableEntry = ServerEntry | (AppEntry & { readonly phase: Phase })

/**
 * Which entry points a rule asks for: those of a phase, `static` pages and routes, or those that are
 * written as files for good by `output: 'export'`.
 */
export type EntryKind = EntryPhase | 'static' | 'exported'

export function isOfKind({ phase, file, segment, app }: AppEntry, kind: EntryKind): boolean {
  const isPage = phase === 'render' && /(^|\/)page\.\w+$/.test(file)
  switch (kind) {
    case 'static':
      // What a layout says, its pages may overrule; and nothing else proves that a page is static.
      return (isPage || phase === 'route') && /^(force-static|error)$/.test(segment.dynamic ?? '')
    case 'exported':
      return app.isStaticExport && (phase === 'render' || phase === 'route')
    default:
      return phase === kind
  }
}

/** Whether the runtime is told when an entry point runs. */
export function isRunnable(entry: EntryPoint): entry is RunnableEntry {
  return entry.type === 'server' || !/^(cache|pages|startup)$/.test(entry.phase)
}

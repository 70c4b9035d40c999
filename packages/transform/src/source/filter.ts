/** Decides from path and text alone whether a file can concern the compiler: most files stop here. */
import { mayMisuseWaitUntil } from '../module/wait-until.ts'
import { mentionsServer, SERVER_SOURCE } from '../program/entries/server-calls.ts'
import { type FindEntriesOptions, isEntryFile } from '../program/entries.ts'

export interface SourceFilter {
  /** Ids that can be modules; a host hands it to its build tool. */
  readonly id: RegExp
  /** What the text of every module of concern has, but for files that are entry points by their name. */
  readonly code: RegExp
  /** Whether a file is worth parsing; `file` is project-relative. */
  matches(file: string, code: string): boolean
}

export interface CreateFilterOptions extends FindEntriesOptions {
  readonly wrap: 'mentioned' | 'all'
  readonly target: 'runtime' | 'next'
}

const MODULE_ID = /\.[cm]?[jt]sx?(?:$|\?)/

export function createFilter(options: CreateFilterOptions): SourceFilter {
  const { apis, wrap, target } = options
  // A binding needs an import, and an import needs the module's name in the text.
  const quote = (module: string) => module.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  const sources = apis.modules.map(quote)
  const mention = new RegExp(`['"\`](?:${sources.join('|')})['"\`]`)
  // One pattern for their common beginning is twice as fast as a search for each.
  const redirected = new RegExp(apis.modules.filter(apis.isRedirected).map(quote).join('|'))

  return {
    id: MODULE_ID,
    code: new RegExp(
      [...sources, 'use server', 'fetch', 'waitUntil', SERVER_SOURCE.source].join('|'),
    ),
    matches(file, code) {
      if (code.includes('after') && mention.test(code)) return true
      if (mayMisuseWaitUntil(code)) return true
      if (target === 'next') return false
      if (redirected.test(code)) return true
      if (wrap !== 'all') return false
      if (isEntryFile(file, options) || code.includes('use server')) return true
      return exportsFetch(code) || mentionsServer(code)
    },
  }
}

/** `export default { fetch }` and its kind; a false alarm costs one parse. */
function exportsFetch(code: string): boolean {
  return code.includes('default') && /\bfetch\b/.test(code)
}

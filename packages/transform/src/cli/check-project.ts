/** Checks a project one module at a time. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCompiler } from '../compiler.ts'
import { compareByPlace, type Diagnostic } from '../diagnostics/diagnostic.ts'
import type { RuleSeverities } from '../diagnostics/severity.ts'

export interface CheckOptions {
  readonly root: string
  readonly preset?: 'next' | 'rsc' | 'server'
  readonly rules?: RuleSeverities
  readonly cache?: boolean | string
  readonly onProgress?: (progress: CheckProgress) => void
  readonly appDir?: string
  readonly serverEntries?: readonly string[]
  readonly sources?: readonly string[]
  readonly runtime?: string
  /** What files hold that are not written yet, by project-relative path. */
  readonly texts?: ReadonlyMap<string, string>
}

export interface CheckProgress {
  readonly phase: 'scan' | 'check'
  readonly done: number
  readonly total: number
}

export interface Problem {
  readonly file: string
  readonly message: string
  readonly advice: string
}

export interface SiteReport {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly api: string
  readonly caller: string
  readonly form: 'callback' | 'promise' | 'unknown'
  readonly contexts: readonly ('render' | 'action' | 'route' | 'middleware')[]
  readonly entries: readonly string[]
  readonly captured: readonly string[]
  readonly filesReached: readonly string[]
}

export interface CheckStats {
  readonly files: number
  readonly scanned: number
  readonly parsed: number
  readonly sites: number
  readonly ms: number
}

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[]
  readonly sites: readonly SiteReport[]
  readonly problems: readonly Problem[]
  readonly stats: CheckStats
  textOf(file: string): string | null
}

export async function checkProject({
  root,
  preset: _,
  cache: __,
  onProgress,
  texts: unwritten,
  ...options
}: CheckOptions): Promise<CheckResult> {
  const begin = performance.now()
  const compiler = createCompiler({ root, ...options })
  const files: string[] = []
  async function walk(folder: string): Promise<void> {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory() && !/^(node_modules|dist|\..*)$/.test(entry.name)) await walk(path)
      if (entry.isFile() && /(?<!\.d)\.[cm]?[jt]sx?$/.test(entry.name)) files.push(path)
    }
  }
  await walk('')
  const texts = new Map<string, string>()
  const diagnostics: Diagnostic[] = []
  const sites: SiteReport[] = []
  const problems: Problem[] = []
  for (const [done, file] of files.entries()) {
    onProgress?.({ phase: 'check', done, total: files.length })
    try {
      const text = unwritten?.get(file) ?? (await readFile(join(root, file), 'utf8'))
      texts.set(file, text)
      const result = compiler.transform(text, file)
      diagnostics.push(...(result?.diagnostics ?? []))
      for (const site of result?.summary?.sites ?? []) {
        sites.push({
          file,
          line: site.place.line,
          column: site.place.column,
          api: site.api,
          caller: site.caller,
          form: 'unknown',
          contexts: [],
          entries: [],
          captured: [],
          filesReached: [],
        })
      }
    } catch (error) {
      problems.push({ file, message: (error as Error).message, advice: 'Make it readable.' })
    }
  }
  return {
    diagnostics: diagnostics.sort(compareByPlace),
    sites,
    problems,
    stats: {
      files: files.length,
      scanned: texts.size,
      parsed: texts.size,
      sites: sites.length,
      ms: performance.now() - begin,
    },
    textOf: (file) => texts.get(file) ?? null,
  }
}

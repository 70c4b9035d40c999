/** Prints what a check found, in the format that was asked for. */
import { relative, resolve } from 'node:path'
import type { CheckResult } from '../check.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'

export type Format = 'pretty' | 'json' | 'github' | 'sarif'

export interface Report extends Pick<CheckResult, 'problems' | 'stats' | 'textOf'> {
  /** Those that the baseline does not know. */
  readonly diagnostics: readonly Diagnostic[]
  /** How many the baseline knows. */
  readonly knownCount: number
}

export interface PrintReportOptions {
  readonly format: Format
  /** The checked folder, an absolute path. */
  readonly root: string
  readonly color: boolean
  readonly width: number
  /** Whether more reports may follow: then machine-readable ones take a line each. */
  readonly isSeries: boolean
  readonly env: NodeJS.ProcessEnv
}

export async function printReport(report: Report, options: PrintReportOptions): Promise<string> {
  const { diagnostics, problems, stats, textOf } = report
  const { format, root, isSeries } = options
  const stringify = (value: object) => JSON.stringify(value, null, isSeries ? 0 : 2)
  const pathOf = (file: string) => relateToRepository(root, file, options.env)
  switch (format) {
    case 'json': {
      const { toJson } = await import('../diagnostics/json.ts')
      const { files, scanned, parsed, sites, ms } = stats
      return stringify({
        diagnostics: toJson(diagnostics, textOf),
        stats: { files, scanned, parsed, sites, ms: Math.round(ms) },
      })
    }
    case 'sarif': {
      const { toSarif } = await import('../diagnostics/sarif.ts')
      const { readVersion } = await import('../config/version.ts')
      return stringify(toSarif({ diagnostics, problems, textOf, pathOf, version: readVersion() }))
    }
    case 'github': {
      const { toGitHub } = await import('../diagnostics/github.ts')
      return toGitHub(diagnostics, textOf, pathOf).join('\n')
    }
    case 'pretty':
      return printPretty(report, options)
  }
}

/** Annotations belong to files of the repository: on GitHub a project may be a folder of it. */
function relateToRepository(root: string, file: string, env: NodeJS.ProcessEnv): string {
  const workspace = env.GITHUB_WORKSPACE
  if (!workspace) return file
  const path = relative(workspace, resolve(root, file)).replaceAll('\\', '/')
  return path.startsWith('../') ? file : path
}

async function printPretty(report: Report, { color, width }: PrintReportOptions): Promise<string> {
  const summary = summarize(report)
  if (report.diagnostics.length === 0) return summary
  const { formatDiagnostics } = await import('../diagnostics/format.ts')
  const list = report.diagnostics.map((diagnostic) => {
    const code = report.textOf(diagnostic.file)
    return { diagnostic, ...(code === null ? {} : { code }) }
  })
  return `${formatDiagnostics(list, { color, width })}\n\n${summary}`
}

/** `2 errors and 1 warning in 2 files (7 more are in the baseline); 38 calls of after() in 412 files, 92 ms` */
export function summarize({ diagnostics, knownCount, stats }: Report): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const counts = [count(errors, 'error'), count(diagnostics.length - errors, 'warning')]
  const found = counts.filter((text) => !text.startsWith('0 ')).join(' and ')
  const files = new Set(diagnostics.map(({ file }) => file)).size
  const findings = found === '' ? 'No findings' : `${found} in ${count(files, 'file')}`
  const known = knownCount === 0 ? '' : ` (${knownCount} more in the baseline)`
  const checked = `${count(stats.sites, 'call')} of after() in ${count(stats.files, 'file')}`
  const { ms } = stats
  const time = ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
  return `${findings}${known}; ${checked}, ${time}`
}

export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}

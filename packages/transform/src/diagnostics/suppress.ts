/** Takes out the findings that comments suppress, and reports the comments that suppress nothing. */
import type { Suppression } from '../module/suppressions.ts'
import { closest } from '../suggest.ts'
import {
  compareByPlace,
  createDiagnostic,
  DIAGNOSTIC_CODES,
  type Diagnostic,
} from './diagnostic.ts'

export interface SuppressInput {
  readonly diagnostics: readonly Diagnostic[]
  /** By project-relative file. */
  readonly suppressions: ReadonlyMap<string, readonly Suppression[]>
  /** Whether all that runs a file's code has been checked: only then is a suppression in it known to be unused. */
  readonly isWhole: (file: string) => boolean
}

const DIRECTIVE = 'afterword-ignore-next-line'
const FORM = `\`// ${DIRECTIVE} <code> -- <why>\``

/**
 * A suppression covers the findings of its codes whose primary label starts on its line. Returns the
 * rest and the reports on the comments, in the order of the files.
 */
export function suppress({ diagnostics, suppressions, isWhole }: SuppressInput): Diagnostic[] {
  const covered = new Set<Diagnostic>()
  const reports: Diagnostic[] = []
  for (const [file, list] of suppressions) {
    const findings = diagnostics.filter((diagnostic) => diagnostic.file === file)
    for (const suppression of list) {
      const problems = findProblems(file, suppression)
      reports.push(...problems)
      // A wrong code takes nothing from the right ones beside it; the rest leaves nothing to follow.
      if (suppression.directive !== DIRECTIVE || suppression.reason === '') continue
      for (const { code, place } of suppression.codes) {
        if (!isKnown(code)) continue
        const silenced = findings.filter(
          (finding) => finding.code === code && finding.line === suppression.line,
        )
        for (const finding of silenced) covered.add(finding)
        if (silenced.length > 0 || !isWhole(file)) continue
        const advice = adviseUnused(code, suppression.line, findings)
        reports.push(
          createDiagnostic({
            code: 'unused-suppression',
            parameters: { code, advice },
            file,
            places: { call: place },
          }),
        )
      }
    }
  }
  const left = diagnostics.filter((diagnostic) => !covered.has(diagnostic))
  return [...left, ...reports].sort(compareByPlace)
}

function findProblems(
  file: string,
  { place, directive, codes, reason }: Suppression,
): Diagnostic[] {
  const report = (problem: string, advice: string, at = place) =>
    createDiagnostic({
      code: 'invalid-suppression',
      parameters: { problem, advice },
      file,
      places: { call: at },
    })
  if (directive !== DIRECTIVE) return [report(`\`${directive}\` is no directive`, `Write ${FORM}.`)]
  if (codes.length === 0) return [report('it names no code', `Write ${FORM}.`)]
  const unknown = codes
    .filter(({ code }) => !isKnown(code))
    .map(({ code, place }) => {
      const [near] = closest(code, DIAGNOSTIC_CODES)
      const advice = near ? `Did you mean \`${near}\`?` : '`afterword explain` lists the codes.'
      return report(`there is no code \`${code}\``, advice, place)
    })
  if (reason !== '') return unknown
  return [...unknown, report('it gives no reason', 'Say why, behind the codes: `-- <why>`.')]
}

function isKnown(code: string): boolean {
  return (DIAGNOSTIC_CODES as readonly string[]).includes(code)
}

/** A comment above the `after()` of a long task is one line too early, or ten. */
function adviseUnused(code: string, line: number, findings: readonly Diagnostic[]): string {
  const near = findings.find(
    (finding) => finding.code === code && finding.labels.some((label) => label.line === line),
  )
  return near
    ? `Move it above line ${near.line}, which the report names.`
    : 'Remove the code from the comment.'
}

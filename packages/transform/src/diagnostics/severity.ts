/** How much a finding weighs: the severity of its code, unless a project sets another. */
import type { Diagnostic, DiagnosticCode, Severity } from './diagnostic.ts'

export type RuleSeverity = Severity | 'off'
export type RuleSeverities = Readonly<Partial<Record<DiagnosticCode, RuleSeverity>>>

export const RULE_SEVERITIES: readonly RuleSeverity[] = ['off', 'warn', 'error']

/** Leaves out what is off, and gives the rest the severity that is set for its code. */
export function applySeverities(
  diagnostics: readonly Diagnostic[],
  rules: RuleSeverities,
): Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const severity = rules[diagnostic.code] ?? diagnostic.severity
    return severity === 'off' ? [] : { ...diagnostic, severity }
  })
}

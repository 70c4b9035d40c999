/** The baseline: the findings a project has when it adopts the checker, which are not reported again. */
import type { Diagnostic } from './diagnostic.ts'
import { type Fingerprint, keyOf, takeFingerprint } from './fingerprint.ts'
import type { TextOf } from './json.ts'

export interface BaselineEntry extends Fingerprint {
  /** How many findings look like this. */
  readonly count: number
}

export interface Baseline {
  readonly version: 1
  /** In the order of files and codes, so that a change of the file reads well. */
  readonly findings: readonly BaselineEntry[]
}

export interface ApplyBaselineResult {
  /** Findings the baseline does not know. */
  readonly diagnostics: readonly Diagnostic[]
  /** How many it knows. */
  readonly knownCount: number
  /** What it knows and is found no more, or less often: `count` is how many are gone. */
  readonly stale: readonly BaselineEntry[]
}

export function createBaseline(diagnostics: readonly Diagnostic[], textOf: TextOf): Baseline {
  const entries = new Map<string, BaselineEntry>()
  for (const diagnostic of diagnostics) {
    const fingerprint = takeFingerprint(diagnostic, textOf)
    const key = keyOf(fingerprint)
    entries.set(key, { ...fingerprint, count: (entries.get(key)?.count ?? 0) + 1 })
  }
  const sorted = [...entries].sort(([a], [b]) => Number(a > b) - Number(a < b))
  return { version: 1, findings: sorted.map(([, entry]) => entry) }
}

export function applyBaseline(
  diagnostics: readonly Diagnostic[],
  baseline: Baseline,
  textOf: TextOf,
): ApplyBaselineResult {
  const left = new Map(baseline.findings.map((entry) => [keyOf(entry), entry.count]))
  const fresh = diagnostics.filter((diagnostic) => {
    const key = keyOf(takeFingerprint(diagnostic, textOf))
    const count = left.get(key) ?? 0
    left.set(key, count - 1)
    return count <= 0
  })
  return {
    diagnostics: fresh,
    knownCount: diagnostics.length - fresh.length,
    stale: baseline.findings.flatMap((entry) => {
      const count = left.get(keyOf(entry)) ?? 0
      return count > 0 ? { ...entry, count } : []
    }),
  }
}

export function printBaseline(baseline: Baseline): string {
  return `${JSON.stringify(baseline, null, 2)}\n`
}

/** Throws an `Error` that says what is wrong with the text. */
export function parseBaseline(text: string): Baseline {
  const value: unknown = JSON.parse(text)
  const { version, findings } = (value ?? {}) as Partial<Record<keyof Baseline, unknown>>
  if (version !== 1) {
    throw new Error(`it has "version": ${JSON.stringify(version)}; this Afterword reads version 1`)
  }
  if (!Array.isArray(findings)) throw new Error('"findings" is not a list')
  for (const [index, entry] of findings.entries()) {
    const { file, code, text: line, count } = (entry ?? {}) as Record<keyof BaselineEntry, unknown>
    const isEntry = [file, code, line].every((field) => typeof field === 'string')
    if (isEntry && Number.isInteger(count)) continue
    throw new Error(`"findings" has no file, code, text and count at index ${index}`)
  }
  return { version, findings }
}

/** Applies the fixes of diagnostics to a file's text. */
import type { Diagnostic, Edit, Fix } from '../diagnostics/diagnostic.ts'

export interface ApplyFixesResult {
  readonly code: string
  /** In the order of the file. */
  readonly applied: readonly Fix[]
}

/** The one that is applied unasked, if any. */
export function findSafeFix({ fixes }: Diagnostic): Fix | undefined {
  return fixes.find(({ isSafe }) => isSafe)
}

/** The safe fix of each diagnostic; several may ask for the same one. */
export function listSafeFixes(diagnostics: readonly Diagnostic[]): Fix[] {
  const fixes = new Map<string, Fix>()
  for (const diagnostic of diagnostics) {
    const fix = findSafeFix(diagnostic)
    if (fix) fixes.set(JSON.stringify(fix.edits), fix)
  }
  return [...fixes.values()]
}

/** Applies the fixes of one file, each as a whole; one that overlaps another before it is left out. */
export function applyFixes(code: string, fixes: readonly Fix[]): ApplyFixesResult {
  const firstOffset = ({ edits }: Fix) => Math.min(...edits.map(({ span }) => span.start))
  const applied: Fix[] = []
  const edits: Edit[] = []
  for (const fix of [...fixes].sort((a, b) => firstOffset(a) - firstOffset(b))) {
    if (fix.edits.some((edit) => edits.some((other) => overlaps(edit, other)))) continue
    applied.push(fix)
    edits.push(...fix.edits)
  }
  let result = code
  for (const { span, text } of edits.sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, span.start) + fitNewlines(text, code) + result.slice(span.end)
  }
  return { code: result, applied }
}

/** What is inserted ends its lines as the file does. */
export function fitNewlines(inserted: string, code: string): string {
  return inserted.replaceAll(/\r?\n/g, code.includes('\r\n') ? '\r\n' : '\n')
}

/** Two insertions at one place overlap, too: neither knows which comes first. */
function overlaps({ span: a }: Edit, { span: b }: Edit): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end)
}

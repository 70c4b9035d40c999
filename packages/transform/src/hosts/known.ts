/** What a project's baseline knows is not a build tool's to report. */
import type { Compiler } from '../compiler.ts'
import { applyBaseline, type Baseline } from '../diagnostics/baseline.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { TextOf } from '../diagnostics/json.ts'

export function dropKnown(
  diagnostics: readonly Diagnostic[],
  baseline: Baseline | null,
  textOf: TextOf,
): readonly Diagnostic[] {
  return baseline === null ? diagnostics : applyBaseline(diagnostics, baseline, textOf).diagnostics
}

/** The compiler without the diagnostics that the baseline knows. */
export function withBaseline(compiler: Compiler, baseline: Baseline | null): Compiler {
  if (baseline === null) return compiler
  return {
    ...compiler,
    transform(code, id, options) {
      const result = compiler.transform(code, id, options)
      const diagnostics = dropKnown(result?.diagnostics ?? [], baseline, () => code)
      return result && (result.map || diagnostics.length > 0) ? { ...result, diagnostics } : null
    },
    plan(code, id, options) {
      const result = compiler.plan(code, id, options)
      const diagnostics = dropKnown(result?.diagnostics ?? [], baseline, () => code)
      const isOfUse = result !== null && result.changes.length + diagnostics.length > 0
      return isOfUse ? { ...result, diagnostics } : null
    },
  }
}

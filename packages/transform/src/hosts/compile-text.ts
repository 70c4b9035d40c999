/** A pass over one file's text, for tools that see a file at a time: its errors are thrown, its warnings printed. */
import type { TransformResult } from '../compiler.ts'
import { printFindings, settleFindings, toBuildError, toFindings } from './findings.ts'
import type { Host } from './host.ts'

/** `null` for a file with nothing to change. Throws one error for all errors of the file. */
export function compileText(
  { compiler }: Host,
  code: string,
  filename = 'unknown.tsx',
): TransformResult | null {
  const result = compiler.transform(code, filename)
  if (result === null) return null
  const { errors, warnings } = settleFindings(toFindings(result, code))
  if (warnings.length > 0) console.warn(printFindings(warnings))
  if (errors.length > 0) throw toBuildError(errors)
  return result
}

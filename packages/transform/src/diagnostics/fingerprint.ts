/** What a finding is known by when lines move: its code, its file and the text of its line. */
import { indexLines } from '../source/position.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { TextOf } from './json.ts'

export interface Fingerprint {
  readonly file: string
  readonly code: string
  /** The primary label's line, without the white space around it, and cut where it is long. */
  readonly text: string
}

const TEXT_LIMIT = 160

export function takeFingerprint({ file, code, line }: Diagnostic, textOf: TextOf): Fingerprint {
  const whole = textOf(file)
  const text = whole === null ? '' : indexLines(whole).textOf(line)
  return { file, code, text: text.trim().replaceAll(/\s+/g, ' ').slice(0, TEXT_LIMIT) }
}

/** As one string, for maps and hashes. */
export function keyOf({ file, code, text }: Fingerprint): string {
  return JSON.stringify([file, code, text])
}

/** The comments that ask for a finding not to be reported: `afterword-ignore-next-line <code>, <code> -- why`. */
import type { Comment } from 'oxc-parser'
import type { LineIndex } from '../source/position.ts'
import type { Place } from './summary.ts'

export interface Suppression {
  /** From the directive's name to the comment's end. */
  readonly place: Place
  /** The directive as written; only `afterword-ignore-next-line` is one. */
  readonly directive: string
  /** The line it speaks of, counted from 1: the next one that holds code. */
  readonly line: number
  readonly codes: readonly { readonly code: string; readonly place: Place }[]
  /** What stands behind `--`; `''` when nothing does. */
  readonly reason: string
}

export interface ListSuppressionsInput {
  readonly code: string
  readonly comments: readonly Comment[]
  readonly lines: LineIndex
}

const DIRECTIVE = /^[\s*]*(afterword-ignore[\w-]*)(?=\s|:|$)/
/** Blank lines and lines that only hold comments, those of JSX included. */
const NO_CODE = /(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/|\{\s*\/\*[\s\S]*?\*\/\s*\})*/y

export function listSuppressions({ code, comments, lines }: ListSuppressionsInput): Suppression[] {
  return comments.flatMap((comment): Suppression[] => {
    const found = DIRECTIVE.exec(comment.value)
    if (!found) return []
    const [whole, directive = ''] = found
    // A comment's value begins behind `//` or `/*`.
    const valueStart = comment.start + 2
    const end = valueStart + comment.value.trimEnd().length
    const placeOf = (start: number, length: number): Place => {
      return { start, end: start + length, ...lines.positionOf(start) }
    }
    const rest = code.slice(valueStart + whole.length, end)
    const [list = '', ...reasons] = rest.split(/(?<=^|\s)--(?=\s|$)/)
    const start = valueStart + whole.length - directive.length
    return [
      {
        place: placeOf(start, end - start),
        directive,
        line: findNextLine(code, comment.end, lines),
        codes: [...list.matchAll(/[^\s,:]+/g)].map((match) => ({
          code: match[0],
          place: placeOf(valueStart + whole.length + match.index, match[0].length),
        })),
        reason: reasons.join('--').trim(),
      },
    ]
  })
}

function findNextLine(code: string, end: number, lines: LineIndex): number {
  const pattern = new RegExp(NO_CODE)
  pattern.lastIndex = end + (/^.*/.exec(code.slice(end))?.[0].length ?? 0)
  pattern.test(code)
  return lines.positionOf(pattern.lastIndex).line
}

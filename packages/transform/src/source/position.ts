/** Offsets to lines and columns, both counted from 1, columns in UTF-16 units, as editors show them. */

export interface Position {
  readonly line: number
  readonly column: number
}

export interface Span {
  readonly start: number
  readonly end: number
}

/** Of what the text does not have. */
export const NOWHERE: Span = { start: 0, end: 0 }

export function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

export interface LineIndex {
  positionOf(offset: number): Position
  /** The text of a line (counted from 1), without its line break. */
  textOf(line: number): string
  readonly lineCount: number
}

function listLineStarts(code: string): number[] {
  const starts = [0]
  let [feed, carriage] = [code.indexOf('\n'), code.indexOf('\r')]
  while (feed !== -1 || carriage !== -1) {
    const isFeed = carriage === -1 || (feed !== -1 && feed < carriage + 2)
    const start = (isFeed ? feed : carriage) + 1
    starts.push(start)
    if (feed !== -1 && feed < start) feed = code.indexOf('\n', start)
    if (carriage !== -1 && carriage < start) carriage = code.indexOf('\r', start)
  }
  return starts
}

export function indexLines(code: string): LineIndex {
  const starts = listLineStarts(code)

  function lineAt(offset: number): number {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  // A byte order mark is text to the parser and nothing to the reader.
  const hasByteOrderMark = code.charCodeAt(0) === 0xfeff

  return {
    lineCount: starts.length,
    positionOf(offset) {
      const line = lineAt(offset)
      const skipped = line === 0 && hasByteOrderMark && offset > 0 ? 1 : 0
      return { line: line + 1, column: offset - (starts[line] as number) - skipped + 1 }
    },
    textOf(line) {
      const start = starts[line - 1] ?? code.length
      const text = code.slice(start, starts[line] ?? code.length).replace(/[\r\n]+$/, '')
      return start === 0 && hasByteOrderMark ? text.slice(1) : text
    },
  }
}

/** Estimates how deep a text nests, before a parser that recurses natively runs out of stack and takes the process with it. */

/** Far above what people and code generators write, far below what overflows a worker's stack. */
const LIMIT = 1000

/**
 * Whether brackets, arrows, conditions, elements or negations stand more than a thousand deep. Template
 * text counts as code, which only errs for texts made to.
 */
export function nestsTooDeeply(code: string): boolean {
  // Per open bracket, what nests without one: `a ? b : c ? d : …`, `() => () => …`, `<a><b>…`.
  const open = [0]
  let pending = 0
  let depth = 0
  for (let offset = 0; offset < code.length && depth <= LIMIT; offset += 1) {
    switch (code[offset]) {
      case "'":
      case '"':
        offset = skipString(code, offset)
        break
      case '(':
      case '[':
      case '{':
        open.push(pending)
        pending = 0
        depth += 1
        break
      case ')':
      case ']':
      case '}':
        if (open.length > 1) {
          depth -= 1 + pending
          pending = open.pop() as number
        }
        break
      case ';':
      case ',':
      case '\r':
      case '\n':
        depth -= pending
        pending = 0
        break
      case '/': {
        const next = code[offset + 1]
        if (next === '/') offset = skipLine(code, offset)
        else if (next === '*') offset = skipComment(code, offset)
        else if (next === '>') leave()
        break
      }
      case '<': {
        const next = code[offset + 1] ?? ''
        if (/[\w>]/.test(next)) enter()
        else if (next === '/') {
          leave()
          offset += 1
        }
        break
      }
      case '=':
        if (code[offset + 1] === '>') enter()
        break
      case '?':
      case '!':
      case '~':
        enter()
    }
  }
  return depth > LIMIT

  function enter(): void {
    pending += 1
    depth += 1
  }

  function leave(): void {
    if (pending === 0) return
    pending -= 1
    depth -= 1
  }
}

/** The last offset of a line. */
function skipLine(code: string, start: number): number {
  let offset = start
  while (offset + 1 < code.length && code[offset + 1] !== '\n' && code[offset + 1] !== '\r') {
    offset += 1
  }
  return offset
}

/** The last offset of a comment; where it does not end, it is none. */
function skipComment(code: string, start: number): number {
  const end = code.indexOf('*/', start + 2)
  return end === -1 ? start : end + 1
}

/** The last offset of a string, or of its line where it has no end. */
function skipString(code: string, start: number): number {
  for (let offset = start + 1; offset < code.length; offset += 1) {
    const character = code[offset]
    if (character === '\\') offset += 1
    else if (character === code[start]) return offset
    else if (character === '\n' || character === '\r') return offset - 1
  }
  return code.length
}

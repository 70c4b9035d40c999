/** Estimates how deep a text nests, before a parser that recurses natively runs out of stack and takes the process with it. */

/** Far above what people and code generators write, far below what overflows a worker's stack. */
const LIMIT = 1000

// Template text counts as code, which only errs for texts made to.
const TOKEN =
  /\/\/[^\r\n]*|\/\*[\s\S]*?\*\/|['"]|[([{]|[)\]}]|[;,\r\n]|=>|<(?=[\w>])|<\/|\/>|[?!~]/g

/** Whether brackets, arrows, conditions, elements or negations stand more than a thousand deep. */
export function nestsTooDeeply(code: string): boolean {
  const pattern = new RegExp(TOKEN)
  // Per open bracket, what nests without one: `a ? b : c ? d : …`, `() => () => …`, `<a><b>…`.
  const open = [0]
  let depth = 0
  for (let match = pattern.exec(code); match && depth <= LIMIT; match = pattern.exec(code)) {
    const [token] = match
    const last = open.length - 1
    const pending = open[last] as number
    switch (token) {
      case "'":
      case '"':
        pattern.lastIndex = skipString(code, match.index)
        break
      case '(':
      case '[':
      case '{':
        open.push(0)
        depth += 1
        break
      case ')':
      case ']':
      case '}':
        if (last > 0) {
          open.pop()
          depth -= 1 + pending
        }
        break
      case ';':
      case ',':
      case '\r':
      case '\n':
        open[last] = 0
        depth -= pending
        break
      case '</':
      case '/>':
        open[last] = Math.max(0, pending - 1)
        depth -= Math.min(1, pending)
        break
      default:
        if (token.startsWith('/')) break
        open[last] = pending + 1
        depth += 1
    }
  }
  return depth > LIMIT
}

/** The offset behind a string, or of the line's end where it has none. */
function skipString(code: string, start: number): number {
  for (let offset = start + 1; offset < code.length; offset += 1) {
    const character = code[offset]
    if (character === '\\') offset += 1
    else if (character === code[start]) return offset + 1
    else if (character === '\n' || character === '\r') return offset
  }
  return code.length
}

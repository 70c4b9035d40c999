/** Finds a punctuator in text, past white space and comments: what the syntax tree has no node for. */

const TRIVIA = /(?:\s+|\/\/[^\r\n\u2028\u2029]*|\/\*[\s\S]*?\*\/)*/y

/** The offset of the first text at or after `from` that is neither white space nor comment. */
export function skipTrivia(code: string, from: number): number {
  const pattern = new RegExp(TRIVIA)
  pattern.lastIndex = from
  pattern.test(code)
  return pattern.lastIndex
}

/** The offset of the first `token` at or after `from` that is not inside a comment; -1 when there is none. */
export function findToken(code: string, token: string, from: number): number {
  let offset = from
  while (offset < code.length) {
    if (code.startsWith('//', offset)) {
      const end = code.slice(offset).search(/[\r\n\u2028\u2029]/)
      if (end === -1) return -1
      offset += end
    } else if (code.startsWith('/*', offset)) {
      const end = code.indexOf('*/', offset + 2)
      if (end === -1) return -1
      offset = end + 2
    } else if (code.startsWith(token, offset)) {
      return offset
    } else {
      offset += 1
    }
  }
  return -1
}

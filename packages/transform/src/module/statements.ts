/** Where another statement can be put before one. */
import type { Comment, Node } from 'oxc-parser'
import type { ListedStatement } from './summary.ts'

/** Of an expression; `null` where it is no statement in a list, on a line of its own. */
export function locateStatement(code: string, { parent: statement }: Node): ListedStatement | null {
  const list = statement?.parent
  const isListed = list?.type === 'BlockStatement' || list?.type === 'Program'
  if (!isListed || statement?.type !== 'ExpressionStatement') return null
  const indentation = indentationOf(code, statement.start)
  if (indentation === null) return null
  const text = code.slice(statement.start, statement.end)
  const terminator = /^[([`/+-]|;$/.test(text) ? ';' : ''
  return { start: statement.start, indentation, terminator }
}

/**
 * The same with the comments on the lines above it, which are about it: `// @ts-expect-error`.
 *
 * @param comments of the module, by where they end
 */
export function aboveComments(
  statement: ListedStatement,
  code: string,
  comments: ReadonlyMap<number, Comment>,
): ListedStatement {
  const lineStart = statement.start - statement.indentation.length
  const lineBreak = /\r?\n$/.exec(code.slice(Math.max(0, lineStart - 2), lineStart))?.[0] ?? ''
  const comment = comments.get(lineStart - lineBreak.length)
  const indentation = comment ? indentationOf(code, comment.start) : null
  if (comment === undefined || indentation === null) return statement
  return aboveComments({ ...statement, start: comment.start, indentation }, code, comments)
}

/** The white space that a line begins with, where there is nothing else of it before an offset. */
function indentationOf(code: string, offset: number): string | null {
  const before = code.slice(code.lastIndexOf('\n', offset - 1) + 1, offset)
  return before.trim() === '' ? before : null
}

/** Text to syntax tree: the only file that knows the parser. */
import { type Comment, type Program, parseSync } from 'oxc-parser'

export type Language = 'js' | 'jsx' | 'ts' | 'tsx'

export type ParseModuleResult =
  | { readonly type: 'parsed'; readonly program: Program; readonly comments: readonly Comment[] }
  | { readonly type: 'failed'; readonly message: string; readonly offset: number }

/** Plain `.js` is read as JSX: every bundler here accepts it, and no JavaScript means something else. */
export function languageOf(file: string): Language {
  if (/\.tsx$/i.test(file)) return 'tsx'
  if (/\.[cm]?ts$/i.test(file)) return 'ts'
  return 'jsx'
}

/**
 * Parses one module. Spans are UTF-16 offsets into `code`, parentheses leave no node.
 *
 * A fatal syntax error empties the body instead of throwing (oxc-parser 0.159), so the errors are
 * read; an error that left a tree behind (a `return` at the top of a CommonJS file, say) is the
 * bundler's business.
 */
export function parseModule(code: string, file: string): ParseModuleResult {
  const result = parseSync(file, code, {
    lang: languageOf(file),
    astType: 'ts',
    range: true,
    preserveParens: false,
  })
  const { program } = result
  const error = result.errors.find((candidate) => candidate.severity === 'Error')
  if (error && program.body.length === 0) {
    return { type: 'failed', message: error.message, offset: error.labels[0]?.start ?? 0 }
  }
  return { type: 'parsed', program, comments: result.comments }
}

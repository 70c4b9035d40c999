/** Text to syntax tree: the only file that knows the parser. */
import { type Comment, type Program, parseSync } from 'oxc-parser'
import { nestsTooDeeply } from './depth.ts'

export type Language = 'js' | 'jsx' | 'ts' | 'tsx'

export type ParseModuleResult =
  | { readonly type: 'parsed'; readonly program: Program; readonly comments: readonly Comment[] }
  | { readonly type: 'failed'; readonly message: string; readonly offset: number }

/**
 * The language of an id: by its path, or by the end of its query (`App.vue?vue&lang.ts`). Plain `.js`
 * is read as JSX: bundlers accept it, and no JavaScript means something else.
 */
export function languageOf(id: string): Language {
  const extension = /\.([cm]?[jt]sx?)(?=$|[?#])/i.exec(id) ?? /[.&]([cm]?[jt]sx?)$/i.exec(id)
  if (/^tsx$/i.test(extension?.[1] ?? '')) return 'tsx'
  return /ts$/i.test(extension?.[1] ?? '') ? 'ts' : 'jsx'
}

/**
 * Parses one module. Throws a `RangeError` for a text that nests too deeply. Spans are UTF-16 offsets into `code`, parentheses leave no node.
 *
 * A fatal syntax error empties the body instead of throwing (oxc-parser 0.159), so the errors are
 * read; an error that left a tree behind (a `return` at the top of a CommonJS file, say) is the
 * bundler's business.
 */
export function parseModule(code: string, id: string): ParseModuleResult {
  if (nestsTooDeeply(code)) throw new RangeError('Too deep for the parser')
  const result = parseSync(id, code, {
    lang: languageOf(id),
    astType: 'ts',
    preserveParens: false,
  })
  const { program } = result
  const error = result.errors.find((candidate) => candidate.severity === 'Error')
  if (error && program.body.length === 0) {
    return { type: 'failed', message: error.message, offset: error.labels[0]?.start ?? 0 }
  }
  return { type: 'parsed', program, comments: result.comments }
}

/** What is wrong with a text, also where it left a tree behind, such as a name that is declared twice; nothing for one that is right. */
export function listSyntaxErrors(code: string, id: string): string[] {
  if (nestsTooDeeply(code)) return ['it nests too deeply']
  const { errors } = parseSync(id, code, { lang: languageOf(id), showSemanticErrors: true })
  return errors.filter(({ severity }) => severity === 'Error').map(({ message }) => message)
}

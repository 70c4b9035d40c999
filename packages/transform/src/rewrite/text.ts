/** Makes changes in the text, and maps the result back. */
import MagicString, { type SourceMap } from 'magic-string'
import type { Span } from '../source/position.ts'
import type { Change } from './changes.ts'

export interface EmitTextInput {
  readonly code: string
  /** The file's path; its last part becomes the map's source. */
  readonly file: string
  readonly changes: readonly Change[]
  /** Whether every line stays the line it is, for who loses source maps. */
  readonly keepsLines?: boolean
}

export interface EmitTextResult {
  readonly code: string
  readonly map: SourceMap
}

export function emitText({
  code,
  file,
  changes,
  keepsLines = false,
}: EmitTextInput): EmitTextResult {
  const text = new MagicString(code)
  const newline = /\r\n/.test(code) ? '\r\n' : '\n'
  for (const change of changes) apply(change)
  mapTokens(text)
  return {
    code: text.toString(),
    map: text.generateMap({
      source: file.split('/').at(-1) as string,
      includeContent: true,
    }),
  }

  function apply(change: Change): void {
    switch (change.type) {
      case 'replace':
        text.update(change.span.start, change.span.end, change.text)
        break
      case 'replace-statement': {
        const { span, statements } = change
        if (statements.length === 0) text.remove(span.start, span.end)
        else text.update(span.start, span.end, statements.join(' '))
        break
      }
      case 'surround':
        text.appendRight(change.span.start, change.before)
        text.appendLeft(change.span.end, change.after)
        break
      case 'prepend-arguments':
        text.appendLeft(change.at, `${change.list.join(', ')}${change.hasArguments ? ', ' : ''}`)
        break
      case 'rename':
        text.update(change.name.start, change.name.end, change.text)
        break
      case 'import-namespace':
        text.appendRight(change.specifier.start, '* as ')
        break
      case 'remove-property':
        removeProperty(change.span, change.siblings)
        break
      case 'add-declarator':
        text.appendLeft(change.at, `, ${change.text}`)
        break
      case 'enter':
        enter(change)
        break
      case 'unexport':
        text.remove(change.keyword.start, change.keyword.end)
        break
      case 'insert': {
        const space = keepsLines ? ' ' : newline
        const block = change.statements.join(space)
        // A change of the statement's own first part stays within the statement.
        if (change.side === 'before') text.prependRight(change.at, `${block}${space}`)
        else text.appendLeft(change.at, `${keepsLines ? endOf(change.at) : ''}${space}${block}`)
        break
      }
      case 'append':
        text.append(
          `${/[\r\n]$/.test(code) ? '' : newline}${change.statements.join(newline)}${newline}`,
        )
        break
    }
  }

  /** What a statement that ends here lacks, if another is to follow in its line. */
  function endOf(offset: number): string {
    return code[offset - 1] === ';' ? '' : ';'
  }

  function removeProperty({ start, end }: Span, siblings: readonly Span[]): void {
    const index = siblings.findIndex((sibling) => sibling.start === start)
    const [previous, next] = [siblings[index - 1], siblings[index + 1]]
    text.remove(next || !previous ? start : previous.end, next ? next.start : end)
  }

  function enter({ body, open }: Change & { readonly type: 'enter' }): void {
    if (body.type === 'expression') {
      text.appendLeft(body.start, ` ${open}`)
      // To the left of the end: a function that ends here too closes before the one around it.
      text.appendLeft(body.end, ')')
      return
    }
    // A directive may rely on its line break for a semicolon.
    const isOpen = /[{;]/.test(code[body.start - 1] as string)
    text.appendLeft(body.start, `${isOpen ? '' : ';'} return ${open} {`)
    text.appendRight(body.end, '}); ')
  }
}

/** Asks for a mapping of each word and sign: the library's own steps by words map each space as well. */
function mapTokens(text: MagicString): void {
  const code = text.original
  let isInWord = false
  for (let offset = 0; offset < code.length; offset += 1) {
    const character = code.charCodeAt(offset)
    const isWord = isWordCharacter(character)
    if (character > SPACE && !(isWord && isInWord)) text.addSourcemapLocation(offset)
    isInWord = isWord
  }
}

const SPACE = 32

/** Letters, digits, `_`, `$`, and what is beyond ASCII. */
function isWordCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code > 127
  )
}

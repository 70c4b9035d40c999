/** Writes where imports go: to the runtime, with what the runtime does not have left behind. */
import type MagicString from 'magic-string'
import type { ImportSpecifier } from '../module/summary.ts'
import type { Span } from '../source/position.ts'
import { skipTrivia } from '../source/trivia.ts'
import type { Rewrite } from './plan.ts'

export interface CreateRedirectorInput {
  readonly code: string
  readonly text: MagicString
  /** The runtime package's name. */
  readonly runtime: string
  readonly newline: string
  /** The name under which the module has the runtime as an object. */
  useRuntime(): string
}

export interface Redirector {
  redirect(rewrite: Rewrite & { readonly type: 'redirect' }): void
  redirectParts(moves: readonly ImportSpecifier[]): void
  redirectAll(rewrite: Rewrite & { readonly type: 'redirect-all' }): void
  rename(specifier: ImportSpecifier, type: string): void
}

export function createRedirector({
  code,
  text,
  runtime,
  newline,
  useRuntime,
}: CreateRedirectorInput): Redirector {
  return { redirect, redirectParts, redirectAll, rename }

  function quoteLike(span: { readonly start: number }, value: string): string {
    const quote = code[span.start] === "'" ? "'" : '"'
    return `${quote}${value}${quote}`
  }

  function rename(specifier: ImportSpecifier, type: string): void {
    const { imported, importedSpan } = specifier
    if (imported !== 'unstable_after' || importedSpan === null) return
    const alias = type === 'import' || type === 'export' ? ' as unstable_after' : ': unstable_after'
    const name = `after${hasAlias(specifier, importedSpan) ? '' : alias}`
    text.update(importedSpan.start, importedSpan.end, name)
  }

  /** `{ unstable_after as later }` has a local name of its own, `{ unstable_after }` keeps its one. */
  function hasAlias({ span }: ImportSpecifier, { end }: Span): boolean {
    return /^(?:as\b|:)/.test(code.slice(skipTrivia(code, end), span.end))
  }

  function renameMember({ imported, span }: ImportSpecifier): void {
    const start = span.end - imported.length
    const isPlain = imported === 'unstable_after' && code.startsWith(imported, start)
    if (isPlain) text.update(start, span.end, 'after')
  }

  function printProperty(specifier: ImportSpecifier): string {
    const { imported, importedSpan, span } = specifier
    if (imported !== 'unstable_after' || importedSpan === null)
      return code.slice(span.start, span.end)
    const alias = hasAlias(specifier, importedSpan) ? '' : ': unstable_after'
    return `after${alias}${code.slice(importedSpan.end, span.end)}`
  }

  function redirect({ record, moves, isWhole }: Rewrite & { readonly type: 'redirect' }): void {
    const { sourceSpan, span, specifiers, type } = record
    if (isWhole) {
      text.update(sourceSpan.start, sourceSpan.end, quoteLike(sourceSpan, runtime))
      for (const specifier of moves) rename(specifier, type)
      // The runtime has no default export, and is what Next's stands for.
      const own = specifiers.find((item) => item.imported === 'default' && !item.importedSpan)
      if (own && type === 'import') text.appendRight(own.span.start, '* as ')
      return
    }
    if (type !== 'import' && type !== 'export') return
    const written = specifiers.filter((specifier) => specifier.local !== '')
    const kept = written.filter((specifier) => !moves.includes(specifier))
    const from = code.slice(sourceSpan.start, span.end)
    const list = moves.map((item) => printSpecifier(item)).join(', ')
    const first = `${type} { ${list} } from ${quoteLike(sourceSpan, runtime)};`
    text.update(span.start, span.end, `${first} ${printImport(type, kept)} from ${from}`)
  }

  /** What is read from a module object that itself stays where it is. */
  function redirectParts(moves: readonly ImportSpecifier[]): void {
    const source = useRuntime()
    const patterns = new Map<number, ImportSpecifier[]>()
    for (const move of moves) {
      if (move.part?.type === 'member') {
        text.update(move.part.object.start, move.part.object.end, source)
        renameMember(move)
      } else if (move.part) {
        patterns.set(move.part.end, [...(patterns.get(move.part.end) ?? []), move])
      }
    }
    for (const [end, moved] of patterns) {
      const part = moved[0]?.part
      if (part?.type !== 'property') continue
      if (moved.length === part.siblings.length) {
        text.update(part.value.start, part.value.end, source)
        for (const move of moved) rename(move, 'property')
        continue
      }
      for (const { span } of moved) removeProperty(span, part.siblings)
      text.appendLeft(end, `, { ${moved.map(printProperty).join(', ')} } = ${source}`)
    }
  }

  function removeProperty({ start, end }: Span, siblings: readonly Span[]): void {
    const index = siblings.findIndex((sibling) => sibling.start === start)
    const [previous, next] = [siblings[index - 1], siblings[index + 1]]
    text.remove(next || !previous ? start : previous.end, next ? next.start : end)
  }

  function printImport(type: 'import' | 'export', specifiers: readonly ImportSpecifier[]): string {
    const plain = specifiers.filter((specifier) => specifier.importedSpan === null)
    const named = specifiers.filter((specifier) => specifier.importedSpan !== null)
    const isTypes = plain.length === 0 && named.every((specifier) => specifier.typeOnly)
    const list = named.map((item) => {
      const source = code.slice(item.span.start, item.span.end)
      return isTypes ? source.replace(/^type\s+/, '') : source
    })
    const parts = plain.map((item) => code.slice(item.span.start, item.span.end))
    if (list.length > 0) parts.push(`{ ${list.join(', ')} }`)
    return `${type}${isTypes ? ' type' : ''} ${parts.join(', ')}`
  }

  function printSpecifier({ imported, local }: ImportSpecifier): string {
    const name = imported === 'unstable_after' ? 'after' : imported
    return name === local ? name : `${printName(name)} as ${printName(local)}`
  }

  function redirectAll({
    record,
    names,
    isWhole,
  }: Rewrite & { readonly type: 'redirect-all' }): void {
    const source = quoteLike(record.sourceSpan, runtime)
    const moved = `export { ${names.join(', ')} } from ${source};`
    if (isWhole) text.update(record.span.start, record.span.end, moved)
    else text.appendRight(record.span.start, `${moved}${newline}`)
  }
}

/** A name as it stands in a list of imports or exports, where it may be a string. */
export function printName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200C\u200D]*$/u.test(name)
    ? name
    : JSON.stringify(name)
}

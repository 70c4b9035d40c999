/** Says where imports go: to the runtime, with what the runtime does not have left behind. */
import type { ImportSpecifier } from '../module/summary.ts'
import type { Span } from '../source/position.ts'
import { skipTrivia } from '../source/trivia.ts'
import type { Change } from './changes.ts'
import { printName } from './names.ts'
import type { Rewrite } from './plan.ts'

export interface CreateRedirectorInput {
  readonly code: string
  /** The runtime package's name. */
  readonly runtime: string
  /** The name under which the module has the runtime as an object. */
  useRuntime(): string
}

export interface Redirector {
  redirect(rewrite: Rewrite & { readonly type: 'redirect' }): Change[]
  redirectParts(moves: readonly ImportSpecifier[]): Change[]
  redirectAll(rewrite: Rewrite & { readonly type: 'redirect-all' }): Change[]
  rename(specifier: ImportSpecifier, type: string): Change[]
}

export function createRedirector({ code, runtime, useRuntime }: CreateRedirectorInput): Redirector {
  return { redirect, redirectParts, redirectAll, rename }

  function quoteLike(span: { readonly start: number }, value: string): string {
    const quote = code[span.start] === "'" ? "'" : '"'
    return `${quote}${value}${quote}`
  }

  function rename(specifier: ImportSpecifier, type: string): Change[] {
    const { imported, importedSpan, span } = specifier
    if (imported !== 'unstable_after' || importedSpan === null) return []
    const alias = type === 'import' || type === 'export' ? ' as unstable_after' : ': unstable_after'
    const text = `after${hasAlias(specifier, importedSpan) ? '' : alias}`
    return [{ type: 'rename', node: span, name: importedSpan, text }]
  }

  /** `{ unstable_after as later }` has a local name of its own, `{ unstable_after }` keeps its one. */
  function hasAlias({ span }: ImportSpecifier, { end }: Span): boolean {
    return /^(?:as\b|:)/.test(code.slice(skipTrivia(code, end), span.end))
  }

  function renameMember({ imported, span }: ImportSpecifier): Change[] {
    const name = { start: span.end - imported.length, end: span.end }
    const isPlain = imported === 'unstable_after' && code.startsWith(imported, name.start)
    return isPlain ? [{ type: 'rename', node: span, name, text: 'after' }] : []
  }

  function printProperty(specifier: ImportSpecifier): string {
    const { imported, importedSpan, span } = specifier
    if (imported !== 'unstable_after' || importedSpan === null)
      return code.slice(span.start, span.end)
    const alias = hasAlias(specifier, importedSpan) ? '' : ': unstable_after'
    return `after${alias}${code.slice(importedSpan.end, span.end)}`
  }

  function redirect({ record, moves, isWhole }: Rewrite & { readonly type: 'redirect' }): Change[] {
    const { sourceSpan, span, specifiers, type } = record
    if (isWhole) {
      const text = quoteLike(sourceSpan, runtime)
      // The runtime has no default export, and is what Next's stands for.
      const own = specifiers.find((item) => item.imported === 'default' && !item.importedSpan)
      return [
        { type: 'replace', span: sourceSpan, text },
        ...moves.flatMap((specifier) =>
          specifier.part?.type === 'member' ? renameMember(specifier) : rename(specifier, type),
        ),
        ...(own && type === 'import'
          ? [{ type: 'import-namespace', specifier: own.span } as const]
          : []),
      ]
    }
    if (type !== 'import' && type !== 'export') return []
    const written = specifiers.filter((specifier) => specifier.local !== '')
    const kept = written.filter((specifier) => !moves.includes(specifier))
    const from = code.slice(sourceSpan.start, span.end)
    const list = moves.map((item) => printSpecifier(item)).join(', ')
    const moved = `${type} { ${list} } from ${quoteLike(sourceSpan, runtime)};`
    const statements = [moved, `${printImport(type, kept)} from ${from}`]
    return [{ type: 'replace-statement', span, statements }]
  }

  /** What is read from a module object that itself stays where it is. */
  function redirectParts(moves: readonly ImportSpecifier[]): Change[] {
    const text = useRuntime()
    const changes: Change[] = []
    const patterns = new Map<number, ImportSpecifier[]>()
    for (const move of moves) {
      if (move.part?.type === 'member') {
        changes.push({ type: 'replace', span: move.part.object, text }, ...renameMember(move))
      } else if (move.part) {
        patterns.set(move.part.end, [...(patterns.get(move.part.end) ?? []), move])
      }
    }
    for (const [at, moved] of patterns) {
      const part = moved[0]?.part
      if (part?.type !== 'property') continue
      const { siblings, value } = part
      if (moved.length === siblings.length) {
        changes.push({ type: 'replace', span: value, text })
        changes.push(...moved.flatMap((move) => rename(move, 'property')))
        continue
      }
      for (const { span } of moved) changes.push({ type: 'remove-property', span, siblings })
      const declarator = `{ ${moved.map(printProperty).join(', ')} } = ${text}`
      changes.push({ type: 'add-declarator', at, text: declarator })
    }
    return changes
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
  }: Rewrite & { readonly type: 'redirect-all' }): Change[] {
    const source = quoteLike(record.sourceSpan, runtime)
    const statements = [`export { ${names.join(', ')} } from ${source};`]
    return isWhole
      ? [{ type: 'replace-statement', span: record.span, statements }]
      : [{ type: 'insert', at: record.span.start, side: 'before', statements }]
  }
}

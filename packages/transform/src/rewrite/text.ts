/** Applies a rewrite plan to the text, and maps the result back. */
import MagicString, { type SourceMap } from 'magic-string'
import type { ExportShape, ModuleSummary } from '../module/summary.ts'
import type { EntryDescription, Rewrite } from './plan.ts'
import { createRedirector, printName } from './redirect.ts'

export interface EmitTextInput {
  readonly code: string
  readonly summary: ModuleSummary
  readonly rewrites: readonly Rewrite[]
  /** The runtime package's name. */
  readonly runtime: string
}

export interface EmitTextResult {
  readonly code: string
  readonly map: SourceMap
}

type Helper = 'runtime' | 'afterAt' | 'afterAtNext' | 'runEntry' | 'wrapEntry' | 'withAfter'

/** `from` is a part of the runtime package; the runtime itself is imported as an object. */
interface HelperSource {
  /** The export's name, where it is not the helper's. */
  readonly imported?: string
  readonly local: string
  readonly from: string | null
}

const HELPERS: Readonly<Record<Helper, HelperSource>> = {
  runtime: { local: '_runtime', from: null },
  afterAt: { local: '_after', from: 'compiled' },
  afterAtNext: { imported: 'afterAt', local: '_after', from: 'next' },
  runEntry: { local: '_entry', from: 'compiled' },
  wrapEntry: { local: '_wrapEntry', from: 'compiled' },
  withAfter: { local: '_withAfter', from: 'fetch' },
}

export function emitText({ code, summary, rewrites, runtime }: EmitTextInput): EmitTextResult {
  const text = new MagicString(code)
  const names = createNames(summary.names)
  const helpers = new Map<Helper, string>()
  const newline = /\r\n/.test(code) ? '\r\n' : '\n'
  const tail: string[] = []
  const redirects = createRedirector({
    code,
    text,
    runtime,
    newline,
    useRuntime: () => use('runtime'),
  })

  function use(helper: Helper): string {
    const known = helpers.get(helper)
    if (known) return known
    const name = names.create(HELPERS[helper].local)
    helpers.set(helper, name)
    return name
  }

  /** What wraps a value, up to the value. */
  function openWrap(entry: EntryDescription | null): string {
    return entry ? `${use('wrapEntry')}(${printEntry(entry)}, ` : `${use('withAfter')}(`
  }

  for (const rewrite of rewrites) {
    switch (rewrite.type) {
      case 'call-site': {
        const { callee, keepsCallee, passesCallee, argumentsAt, hasArguments } = rewrite
        const inserted = [JSON.stringify(rewrite.site), JSON.stringify(rewrite.caller)]
        if (keepsCallee) {
          text.appendRight(callee.start, '(').appendLeft(callee.end, `, ${use('afterAt')})`)
        } else {
          text.update(callee.start, callee.end, use(passesCallee ? 'afterAtNext' : 'afterAt'))
        }
        if (passesCallee) {
          // The old name has gone from Next's module, too.
          const written = code.slice(callee.start, callee.end)
          inserted.push(written.replace(/\.unstable_after$/, '.after'))
        }
        text.appendLeft(argumentsAt, `${inserted.join(', ')}${hasArguments ? ', ' : ''}`)
        break
      }
      case 'redirect':
        redirects.redirect(rewrite)
        break
      case 'redirect-parts':
        redirects.redirectParts(rewrite.moves)
        break
      case 'redirect-all':
        redirects.redirectAll(rewrite)
        break
      case 'rename':
        for (const specifier of rewrite.record.specifiers)
          redirects.rename(specifier, rewrite.record.type)
        break
      case 'wrap-function': {
        const { body, isAsync, entry } = rewrite
        const open = `${use('runEntry')}(${printEntry(entry)}, ${isAsync ? 'async ' : ''}() =>`
        if (body.type === 'expression') {
          text.appendLeft(body.start, ` ${open}`)
          // To the left of the end: a function that ends here too closes before the one around it.
          text.appendLeft(body.end, ')')
        } else {
          // A directive may rely on its line break for a semicolon.
          const isOpen = /[{;]/.test(code[body.start - 1] as string)
          text.appendLeft(body.start, `${isOpen ? '' : ';'} return ${open} {`)
          text.appendRight(body.end, '}); ')
        }
        break
      }
      case 'wrap-value':
        text.appendRight(rewrite.value.start, openWrap(rewrite.entry))
        text.appendLeft(rewrite.value.end, ')')
        break
      case 'wrap-declaration':
        wrapDeclaration(rewrite)
        break
      case 'wrap-exports':
        wrapExports(rewrite)
        break
    }
  }

  if (helpers.size > 0) insertImports()
  if (tail.length > 0)
    text.append(`${/[\r\n]$/.test(code) ? '' : newline}${tail.join(newline)}${newline}`)
  return {
    code: text.toString(),
    map: text.generateMap({
      hires: 'boundary',
      source: summary.file.split('/').at(-1) as string,
      includeContent: true,
    }),
  }

  function wrapDeclaration({
    statement,
    declaration,
    name,
  }: Rewrite & { readonly type: 'wrap-declaration' }): void {
    if (name === '') {
      text.appendRight(declaration.start, `${use('withAfter')}(`)
      text.appendLeft(declaration.end, ');')
      return
    }
    // The declaration stays one, so that it is still hoisted and the module can use its name.
    text.remove(statement.start, declaration.start)
    tail.push(`export default ${use('withAfter')}(${name});`)
  }

  function wrapExports({
    statement,
    keyword,
    exports,
  }: Rewrite & { readonly type: 'wrap-exports' }): void {
    const imports: string[] = []
    for (const { record, entry } of exports) {
      const isReexport = record.shape.type === 'specifier' && record.shape.source !== null
      const local = record.shape.type === 'specifier' ? record.shape.local : record.name
      const from = isReexport ? names.create(`_${local}`) : local
      if (isReexport) imports.push(`${printName(local)} as ${from}`)
      const name = names.create(`_${record.name}Entry`)
      const exported = printName(record.name)
      tail.push(`const ${name} = ${openWrap(entry)}${from}); export { ${name} as ${exported} };`)
    }
    if (keyword) {
      const rest = summary.exports.filter(
        ({ shape, name }) =>
          shape.type === 'pattern' &&
          shape.statement.start === statement.start &&
          !exports.some(({ record }) => record.name === name),
      )
      text.remove(keyword.start, keyword.end)
      if (rest.length > 0) tail.push(`export { ${rest.map((record) => record.name).join(', ')} };`)
      return
    }
    const shapes = exports.map(({ record }) => record.shape as ExportShape & { type: 'specifier' })
    const gone = new Set(shapes.map((shape) => shape.span.start))
    const kept = (shapes[0]?.siblings ?? []).filter((sibling) => !gone.has(sibling.start))
    const list = kept.map(({ start, end }) => code.slice(start, end)).join(', ')
    const source = shapes[0]?.source
    const from = source ? ` from ${code.slice(source.start, source.end)}` : ''
    const parts = [
      ...(kept.length > 0 ? [`export { ${list} }${from};`] : []),
      ...(imports.length > 0 ? [`import { ${imports.join(', ')} }${from};`] : []),
    ]
    if (parts.length > 0) text.update(statement.start, statement.end, parts.join(' '))
    else text.remove(statement.start, statement.end)
  }

  function insertImports(): void {
    const modules = new Map<string, string[]>()
    const whole = helpers.get('runtime')
    for (const [helper, local] of helpers) {
      const { imported = helper, from } = HELPERS[helper]
      if (from === null) continue
      const separator = summary.isEsm ? ' as ' : ': '
      modules.set(from, [...(modules.get(from) ?? []), `${imported}${separator}${local}`])
    }
    const lines = [...modules].map(([from, list]) => {
      const source = JSON.stringify(`${runtime}/${from}`)
      return summary.isEsm
        ? `import { ${list.join(', ')} } from ${source};`
        : `const { ${list.join(', ')} } = require(${source});`
    })
    if (whole) {
      const source = JSON.stringify(runtime)
      lines.unshift(
        summary.isEsm
          ? `import * as ${whole} from ${source};`
          : `const ${whole} = require(${source});`,
      )
    }
    const { offset, side } = summary.importsAt
    const block = lines.join(newline)
    if (side === 'behind') text.appendLeft(offset, `${newline}${block}`)
    else text.appendRight(offset, `${block}${newline}`)
  }
}

/** `{ phase: "render", file: "app/page.tsx", name: "default", route: "/" }` */
function printEntry(entry: EntryDescription): string {
  const fields = Object.entries(entry).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  return `{ ${fields.join(', ')} }`
}

/** Makes names that the module does not use. */
function createNames(used: readonly string[]): { create(wanted: string): string } {
  const taken = new Set(used)
  return {
    create(wanted) {
      const base = wanted.replaceAll(/[^\w$]/g, '_')
      let name = base
      for (let count = 2; taken.has(name); count += 1) name = `${base}${count}`
      taken.add(name)
      return name
    },
  }
}

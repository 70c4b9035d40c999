/** Lists what a module exports, with how each export is written. */
import type { Node, Program } from 'oxc-parser'
import { listBound } from '../source/declarations.ts'
import type { LineIndex, Span } from '../source/position.ts'
import type { ScopeIndex } from '../source/scope.ts'
import { findToken, skipTrivia } from '../source/trivia.ts'
import type { ValueResolver } from './bindings.ts'
import type { ExportRecord, Place } from './summary.ts'
import { exportedName, isSignature } from './syntax.ts'
import { UNKNOWN } from './value.ts'

export interface ListExportsInput {
  readonly code: string
  readonly program: Program
  readonly scope: ScopeIndex
  readonly lines: LineIndex
  readonly resolver: ValueResolver
}

export function listExports(input: ListExportsInput): ExportRecord[] {
  return input.program.body.flatMap((statement) => {
    switch (statement.type) {
      case 'ExportDefaultDeclaration':
        return isSignature(statement.declaration) ? [] : [readDefault(statement, input)]
      case 'ExportNamedDeclaration':
        if (statement.exportKind === 'type' || isSignature(statement.declaration)) return []
        return statement.declaration
          ? readDeclaration(statement, statement.declaration, input)
          : readSpecifiers(statement, input)
      case 'ExportAllDeclaration': {
        const { exported, source } = statement
        const place = placeOf(statement, input)
        const name = exported ? exportedName(exported) : '*'
        const value = { type: 'import', source: source.value, name: '*' } as const
        return statement.exportKind === 'type'
          ? []
          : [{ name, value, isReassigned: false, shape: { type: 'other' } as const, place }]
      }
      default:
        return []
    }
  })
}

function readDefault(
  statement: Node & { readonly type: 'ExportDefaultDeclaration' },
  { code, program, scope, resolver, ...input }: ListExportsInput,
): ExportRecord {
  const { declaration } = statement
  const place = placeOf(declaration, input)
  const value = resolver.resolve(declaration)
  const isLive = 'id' in declaration && isReassigned(declaration.id as Node | null, scope)
  const record = { name: 'default', value, isReassigned: isLive, place }
  // Its signatures would go on to export a default beside the wrapped one.
  const isOverloaded = program.body.some(
    (other) => other.type === 'ExportDefaultDeclaration' && isSignature(other.declaration),
  )
  if (declaration.type === 'FunctionDeclaration' && !isLive && !isOverloaded) {
    const shape = {
      type: 'declaration',
      statement: spanOf(statement),
      declaration: spanOf(declaration),
    }
    return { ...record, shape: shape as ExportRecord['shape'] }
  }
  if (/Declaration$/.test(declaration.type)) {
    return { ...record, shape: { type: 'other' } }
  }
  const keyword = findToken(code, 'default', statement.start + 'export'.length)
  const end = behindParentheses(code, declaration.end, statement.end)
  const span = valueSpan(code, keyword + 'default'.length, end)
  return { ...record, shape: { type: 'default-expression', value: span } }
}

function readDeclaration(
  statement: Node & { readonly type: 'ExportNamedDeclaration' },
  declaration: Node,
  { code, scope, resolver, ...input }: ListExportsInput,
): ExportRecord[] {
  if (declaration.type === 'FunctionDeclaration' && declaration.id) {
    const shape = {
      type: 'declaration',
      statement: spanOf(statement),
      declaration: spanOf(declaration),
    } as const
    const place = placeOf(declaration, input)
    const { id } = declaration
    const value = resolver.resolve(declaration)
    return [{ name: id.name, value, isReassigned: isReassigned(id, scope), shape, place }]
  }
  if (declaration.type !== 'VariableDeclaration') {
    const id = 'id' in declaration ? declaration.id : null
    if (id === null || typeof id !== 'object' || !('name' in id)) return []
    const place = placeOf(declaration, input)
    const value = /^(Class|TSEnum)Declaration$/.test(declaration.type)
      ? resolver.resolve(declaration)
      : UNKNOWN
    const isLive = isReassigned(id as Node, scope)
    return [{ name: String(id.name), value, isReassigned: isLive, shape: { type: 'other' }, place }]
  }
  return declaration.declarations.flatMap((declarator): ExportRecord[] => {
    if (declarator.id.type === 'Identifier') {
      const bound = resolver.resolve(declarator.id)
      // What is exported until something is assigned.
      const isOpen = bound.type === 'unknown' && declarator.init !== null
      const value = isOpen ? resolver.resolve(declarator.init as Node) : bound
      const place = placeOf(declarator.init ?? declarator, input)
      const shape: ExportRecord['shape'] = declarator.init
        ? { type: 'initializer', value: initializerSpan(code, declarator) }
        : { type: 'other' }
      const { id } = declarator
      const isLive = isReassigned(id, scope) || isDeclaredTwice(id, scope)
      return [{ name: id.name, value, isReassigned: isLive, shape, place }]
    }
    const keyword = { start: statement.start, end: declaration.start }
    const shape = { type: 'pattern', statement: spanOf(statement), keyword } as const
    return listBound(declarator.id).map((id) => {
      const isLive = isReassigned(id, scope)
      return {
        name: id.name,
        value: resolver.resolve(id),
        isReassigned: isLive,
        shape: declaration.declarations.length > 1 || isLive ? { type: 'other' } : shape,
        place: placeOf(id, input),
      }
    })
  })
}

function readSpecifiers(
  statement: Node & { readonly type: 'ExportNamedDeclaration' },
  { code, scope, resolver, ...input }: ListExportsInput,
): ExportRecord[] {
  const { source } = statement
  return statement.specifiers.flatMap((item): ExportRecord[] => {
    const variable = source === null ? scope.variableOf(item.local) : null
    if (item.exportKind === 'type' || variable?.definitions.every(({ type }) => type === 'type'))
      return []
    const name = exportedName(item.exported)
    const local = exportedName(item.local)
    const value =
      source === null
        ? resolver.resolve(item.local)
        : ({ type: 'import', source: source.value, name: local } as const)
    const place = placeOf(item, input)
    if (variable && scope.isReassigned(variable)) {
      return [{ name, value, isReassigned: true, shape: { type: 'other' }, place }]
    }
    const declarator = variable?.definitions[0]?.node
    const initializer =
      variable?.definitions.length === 1 &&
      declarator?.type === 'VariableDeclarator' &&
      declarator.id.type === 'Identifier' &&
      declarator.init
        ? initializerSpan(code, declarator)
        : null
    const shape = {
      type: 'specifier',
      statement: spanOf(statement),
      span: spanOf(item),
      siblings: statement.specifiers.map(spanOf),
      local,
      source: source && valueSpan(code, source.start, statement.end),
      initializer,
    } as const
    return [{ name, value, isReassigned: false, shape, place }]
  })
}

/** The span of what stands behind `=`, parentheses included, which have no node. */
function initializerSpan(
  code: string,
  declarator: Node & { readonly type: 'VariableDeclarator' },
): Span {
  const equals = findToken(code, '=', declarator.id.end)
  return valueSpan(code, equals + 1, declarator.end)
}

/** Trims white space and a closing semicolon from a span. */
function valueSpan(code: string, from: number, to: number): Span {
  const text = code.slice(from, to)
  const start = from + (text.length - text.trimStart().length)
  const end = from + text.replace(/\s*;?\s*$/, '').length
  return { start, end }
}

/** The offset behind the parentheses that close after an expression, comments between them included. */
function behindParentheses(code: string, from: number, limit: number): number {
  const next = skipTrivia(code, from)
  return next < limit && code[next] === ')' ? behindParentheses(code, next + 1, limit) : from
}

/** Importers see what is assigned later, so that such a binding cannot be exported under another. */
function isReassigned(id: Node | null, scope: ScopeIndex): boolean {
  const variable = id && scope.variableOf(id)
  return variable ? scope.isReassigned(variable) : false
}

/** `var name = one; var name = other` */
function isDeclaredTwice(id: Node, scope: ScopeIndex): boolean {
  return (scope.variableOf(id)?.definitions.filter(({ type }) => type !== 'type').length ?? 0) > 1
}

function spanOf(node: Span): Span {
  return { start: node.start, end: node.end }
}

function placeOf(node: Node, { lines }: Pick<ListExportsInput, 'lines'>): Place {
  return { ...spanOf(node), ...lines.positionOf(node.start) }
}

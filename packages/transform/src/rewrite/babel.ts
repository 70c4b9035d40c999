/** Makes changes in Babel's syntax tree, whose nodes are found by the spans of the text they were parsed from. */
import type { Span } from '../source/position.ts'
import { skipTrivia } from '../source/trivia.ts'
import { locateNodes, type Node, type Place } from './babel-places.ts'
import type { Change } from './changes.ts'

export interface ApplyToTreeInput {
  readonly code: string
  readonly changes: readonly Change[]
  /** Babel's `Program` node, parsed from `code`; it is changed. */
  readonly program: Node
  /** The properties of each type of node that hold nodes, in the order of the text: Babel's `VISITOR_KEYS`. */
  readonly visitorKeys: Readonly<Record<string, readonly string[]>>
  /** Parses statements; their nodes say nothing of where they come from. */
  parse(text: string): Node[]
}

/** Returns the functions whose bodies have moved into a callback. */
export function applyToTree(input: ApplyToTreeInput): Node[] {
  const { code, changes, program, parse } = input
  const body = program.body as Node[]
  const moved: Node[] = []
  const located = locateNodes({ ...input, targets: changes.flatMap(toTarget) })
  // Statements are inserted while all that they stand beside is there.
  for (const change of changes) {
    if (change.type === 'insert') insert(change)
    if (change.type === 'append') body.push(...parse(change.statements.join('\n')))
  }
  // The innermost first: what is around them takes them as they have become.
  for (const { target, place } of located.reverse()) apply(target.change, place)
  return moved

  function toTarget(change: Change) {
    const span = spanOf(change)
    return span === null ? [] : [{ change, span, starts: listStarts(code, span) }]
  }

  function apply(change: Change, place: Place): void {
    switch (change.type) {
      case 'replace':
        place.replace([
          withComments(keepPlace(parseExpression(change.text), place.node), place.node),
        ])
        break
      case 'replace-statement':
        replaceStatement(place, parse(change.statements.join('\n')))
        break
      case 'surround':
        surround(change, place)
        break
      case 'prepend-arguments': {
        const call = place.findParent(({ type }) => /^(?:Optional)?CallExpression$|^New/.test(type))
        const list = parseExpression(`f(${change.list.join(', ')})`).arguments as Node[]
        call.arguments = [...list, ...(call.arguments as Node[])]
        break
      }
      case 'rename':
        rename(place.node)
        break
      case 'import-namespace':
        place.node.type = 'ImportNamespaceSpecifier'
        break
      case 'remove-property':
        place.replace([])
        break
      case 'add-declarator': {
        const [declaration] = parse(`const ${change.text}`) as [Node]
        place.replace([place.node, ...(declaration.declarations as Node[])])
        break
      }
      case 'enter':
        enter(change, place)
        break
      case 'unexport':
        place.replace([withComments(place.node.declaration as Node, place.node)])
        break
    }
  }

  function replaceStatement(place: Place, nodes: readonly Node[]): void {
    const { node: old } = place
    for (const node of nodes) keepPlace(node, old)
    const [first, last] = [nodes.at(0), nodes.at(-1)]
    if (first) first.leadingComments = old.leadingComments
    if (last) last.trailingComments = old.trailingComments
    place.replace(nodes)
  }

  function parseExpression(text: string): Node {
    const [statement] = parse(`(${text})`) as [Node]
    const expression = statement.expression as Node
    // The parentheses are ours.
    expression.extra = { ...(expression.extra as object), parenthesized: false }
    return expression
  }

  function surround({ before, after }: Change & { type: 'surround' }, place: Place): void {
    const around = parseExpression(`${before}0${after.replace(/;$/, '')}`)
    const inner = place.node
    inner.type = inner.type.replace(/Declaration$/, 'Expression')
    // `_withAfter(0)`, or `(0, _after)`
    const list = (around.arguments ?? around.expressions) as Node[]
    list[list.findIndex(({ type }) => type === 'NumericLiteral')] = inner
    place.replace([withComments(around, inner)])
  }

  /** The only names there are to rename are those of `unstable_after`. */
  function rename(node: Node): void {
    const name: Node = { type: 'Identifier', name: 'after' }
    if (node.type === 'ImportSpecifier') node.imported = name
    else if (node.type === 'ExportSpecifier') node.local = name
    else if (/Property$/.test(node.type)) Object.assign(node, { key: name, shorthand: false })
    else node.property = name
  }

  function enter({ body: { type }, open }: Change & { type: 'enter' }, place: Place): void {
    const isBlock = type === 'block'
    const call = parseExpression(`${open} ${isBlock ? '{}' : '0'})`)
    const callback = (call.arguments as Node[]).at(-1) as Node
    const { node } = place
    moved.push(place.findParent(({ type }) => /Function|Method/.test(type)))
    if (!isBlock) {
      callback.body = node
      place.replace([call])
      return
    }
    const { body, innerComments } = node
    Object.assign(callback.body as Node, { body, innerComments })
    Object.assign(node, {
      body: [{ type: 'ReturnStatement', argument: call }],
      innerComments: null,
    })
  }

  function insert({ at, side, statements }: Change & { type: 'insert' }): void {
    const nodes = parse(statements.join('\n'))
    const isBefore = ({ end }: Node) => typeof end === 'number' && end <= at
    const index = body.findLastIndex(isBefore) + 1
    const previous = side === 'behind' ? body[index - 1] : undefined
    if (previous) dropDistantComments(previous)
    body.splice(index, 0, ...nodes)
  }
}

function spanOf(change: Change): Span | null {
  switch (change.type) {
    case 'insert':
    case 'append':
      return null
    case 'prepend-arguments':
      return change.callee
    case 'rename':
      return change.node
    case 'import-namespace':
      return change.specifier
    case 'unexport':
      return change.statement
    case 'add-declarator':
      return { start: change.at, end: change.at }
    case 'enter':
      return change.body
    default:
      return change.span
  }
}

/** Where a node of this span may start: parentheses are no part of it. */
function listStarts(code: string, { start, end }: Span): number[] {
  const starts = [start]
  for (let offset = skipTrivia(code, start); offset < end; offset = skipTrivia(code, offset + 1)) {
    starts.push(offset)
    if (code[offset] !== '(') break
  }
  return starts
}

/** A node stands where another did, for source maps. */
function keepPlace(node: Node, { start, end, loc }: Node): Node {
  return Object.assign(node, { start, end, loc })
}

function withComments(node: Node, { leadingComments, trailingComments }: Node): Node {
  return Object.assign(node, { leadingComments, trailingComments })
}

/** Comments on later lines belong to what comes next, which has them, too. */
function dropDistantComments(node: Node): void {
  const comments = (node.trailingComments ?? []) as readonly Node[]
  node.trailingComments = comments.filter(({ loc }) => loc?.start.line === node.loc?.end.line)
}

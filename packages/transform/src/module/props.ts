/** What a component is rendered with, as far as that decides what it does. */
import type { Node } from 'oxc-parser'
import type { ValueResolver } from './bindings.ts'
import { UNKNOWN, type Value } from './value.ts'

type Opening = Node & { readonly type: 'JSXOpeningElement' }

/** Longer texts are for people, and classes for style sheets. */
const LONGEST_CONSTANT = 24

/** @param opening with its element as its parent */
export function resolveProps(opening: Opening, resolver: ValueResolver): Value {
  const element = opening.parent
  const [only, ...others] = opening.attributes
  const content = element?.type === 'JSXElement' ? element.children.filter(isContent) : []
  // `<Inner {...props} />` is given what the component is.
  if (only?.type === 'JSXSpreadAttribute' && others.length === 0 && content.length === 0) {
    const whole = resolver.resolve(only.argument)
    if (whole.type === 'parameter') return whole
  }
  let isOpen = false
  const members = new Map<string, Value>()
  for (const attribute of opening.attributes) {
    if (attribute.type === 'JSXSpreadAttribute') {
      const spread = resolver.resolve(attribute.argument)
      const isKnown = spread.type === 'literal' && spread.kind === 'object' && !spread.isOpen
      // What is not known may have any of those before it.
      for (const name of isKnown ? [] : members.keys()) members.set(name, UNKNOWN)
      for (const [name, value] of Object.entries((isKnown && spread.members) || {})) {
        members.set(name, shorten(value))
      }
      isOpen ||= !isKnown
    } else if (attribute.name.type === 'JSXIdentifier') {
      members.set(attribute.name.name, shorten(resolveAttribute(attribute.value, resolver)))
    }
  }
  const [child] = content
  if (child) members.set('children', content.length > 1 ? UNKNOWN : shorten(resolveChild(child)))
  const literal = { type: 'literal', kind: 'object', members: Object.fromEntries(members) } as const
  return isOpen ? { ...literal, isOpen } : literal

  function resolveChild(child: Node): Value {
    return child.type === 'JSXExpressionContainer' ? resolver.resolve(child.expression) : UNKNOWN
  }
}

function resolveAttribute(value: Node | null, resolver: ValueResolver): Value {
  // `<Log quiet />`
  if (value === null) return { type: 'literal', kind: 'boolean', value: true }
  return resolver.resolve(value.type === 'JSXExpressionContainer' ? value.expression : value)
}

function isContent(child: Node): boolean {
  return child.type !== 'JSXText' || child.value.trim() !== ''
}

/** A value without what calls a function to be had, or is of no concern: data stays there, and unknown. */
function shorten(value: Value): Value {
  switch (value.type) {
    case 'function':
    case 'class':
    case 'import':
    case 'parameter':
    case 'this':
      return value
    case 'member':
      return shorten(value.object).type === 'unknown' ? UNKNOWN : value
    case 'literal':
      if (value.members) return UNKNOWN
      return typeof value.value === 'string' && value.value.length > LONGEST_CONSTANT
        ? UNKNOWN
        : value
    default:
      return UNKNOWN
  }
}

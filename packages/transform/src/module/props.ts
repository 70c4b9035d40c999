/** What a component is rendered with, as far as that decides what it does. */
import type { Node } from 'oxc-parser'
import type { ValueResolver } from './bindings.ts'
import { UNKNOWN, type Value } from './value.ts'

type Opening = Node & { readonly type: 'JSXOpeningElement' }

/** Longer texts are for people, and classes for style sheets. */
const LONGEST_CONSTANT = 24

/** @param element the element that `opening` begins */
export function resolveProps(
  opening: Opening,
  element: Node | undefined,
  resolver: ValueResolver,
): Value {
  let isOpen = false
  const members = new Map<string, Value>()
  for (const attribute of opening.attributes) {
    if (attribute.type === 'JSXSpreadAttribute') {
      // It may have any of those before it.
      for (const name of members.keys()) members.set(name, UNKNOWN)
      isOpen = true
    } else if (attribute.name.type === 'JSXIdentifier') {
      members.set(attribute.name.name, shorten(resolveAttribute(attribute.value, resolver)))
    }
  }
  const children = element?.type === 'JSXElement' ? element.children.filter(isContent) : []
  const [only] = children
  if (only) members.set('children', children.length > 1 ? UNKNOWN : shorten(resolveChild(only)))
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

// What bundlers take for the inspector in a build for production: its refusal alone.

import { createRefusal } from './inspector/refusal.ts'
import type * as development from './inspector.ts'

export const inspect: typeof development.inspect = refuse
export const createInspector: typeof development.createInspector = refuse
export const openInspector: typeof development.openInspector = async () => refuse()

function refuse(): never {
  throw createRefusal()
}

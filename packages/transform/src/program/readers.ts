/** Calls of functions that are known to read the request, though their packages cannot be followed. */
import type { RequestApi } from '../module/apis.ts'
import { REQUEST_READERS } from '../module/request-readers.ts'
import type { CallRecord } from '../module/summary.ts'
import { asImport } from '../module/value.ts'
import type { Located } from './frame.ts'
import type { Linker } from './linker.ts'

export interface KnownRead {
  readonly api: RequestApi
  /** What is called: `auth() of next-auth`. */
  readonly what: string
}

/** @param callee what is called, followed */
export function findKnownRead(linker: Linker, callee: Located, call: CallRecord): KnownRead | null {
  if (call.isNew || call.hasSpread) return null
  const { value } = callee
  const whole = asImport(value)
  const name = whole === null && value.type === 'member' ? value.name : undefined
  const candidates = REQUEST_READERS.filter(
    (reader) =>
      call.arguments.length <= reader.mostArguments &&
      (whole ? reader.source === whole.source : reader.member !== undefined) &&
      reader.member === name,
  )
  if (candidates.length === 0) return null
  const origin = whole ?? makerOf(linker, callee)
  const reader = candidates.find(
    (candidate) => candidate.source === origin?.source && candidate.name === origin.name,
  )
  return reader ? { api: reader.api, what: `${name ?? reader.name}() of ${reader.source}` } : null
}

/** What is called or constructed for the object of a member. */
function makerOf(linker: Linker, { value, ...at }: Located): ReturnType<typeof asImport> {
  if (value.type !== 'member') return null
  const { mayReach } = linker.program
  const object = linker.follow({ ...at, value: value.object }, mayReach)
  const made = object.value.type === 'result' || object.value.type === 'instance'
  return made
    ? asImport(linker.follow({ ...object, value: object.value.of }, mayReach).value)
    : null
}

/** A default export that answers requests: `export default { fetch }`, `export default new Hono()`, or a bare fetch function. */
import type { FunctionRecord, ModuleSummary } from '../../module/summary.ts'
import type { ServerEntry } from './entry.ts'
import { isFetchApplication } from './server-calls.ts'

/** @param isConfigured whether the options name the file as one that answers requests */
export function findServerEntries(summary: ModuleSummary, isConfigured: boolean): ServerEntry[] {
  const exported = summary.exports.find((candidate) => candidate.name === 'default')
  if (exported === undefined) return []
  const { value } = exported
  const isFetchObject =
    value.type === 'literal' &&
    value.kind === 'object' &&
    Object.hasOwn(value.members ?? {}, 'fetch')
  const entry: ServerEntry = { type: 'server', export: exported, isGuess: false }
  if (isFetchObject || isFetchApplication(value)) return [entry]
  if (value.type !== 'function') return []
  if (isConfigured) return [entry]
  return takesRequest(summary.functions[value.function]) ? [{ ...entry, isGuess: true }] : []
}

/** Whether a function's parameters are those of a fetch handler, and not Node's `(req, res)`. */
function takesRequest(target: FunctionRecord | undefined): boolean {
  const [first, second] = target?.parameters ?? []
  if (first?.typeName) return first.typeName === 'Request'
  return /^req(uest)?$/.test(first?.name ?? '') && !/^re(s|sponse|ply)$/.test(second?.name ?? '')
}

/** What a rule is: a function from one linked module to the misuses it proves. */
import type { Diagnostic, TraceStep } from '../diagnostics/diagnostic.ts'
import type { Api, ApiTable } from '../module/apis.ts'
import type { CallRecord, ModuleSummary } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import { calledImport, type Step } from '../program/edges.ts'
import type { EntryPoint } from '../program/entries.ts'
import type { LinkedSite } from '../program/link.ts'
import type { ReachedCall } from '../program/reach.ts'

export interface RuleContext {
  readonly summary: ModuleSummary
  readonly entries: readonly EntryPoint[]
  readonly sites: readonly LinkedSite[]
  readonly apis: ApiTable
  /** Why the module ends up in a browser: it says `'use client'`, or the build is a browser's. */
  readonly client: 'directive' | 'bundle' | null
}

/** Returns the misuses it finds, in any order. */
export type Rule = (context: RuleContext) => Diagnostic[]

/**
 * The calls that tasks make, each with the first task that makes it: one report a call is enough, and
 * many tasks of one helper make all of its calls.
 */
export function listTaskCalls(
  sites: readonly LinkedSite[],
  concerns: (site: LinkedSite) => boolean = () => true,
): (ReachedCall & { readonly site: LinkedSite })[] {
  const seen = new Set<CallRecord>()
  const list: (ReachedCall & { readonly site: LinkedSite })[] = []
  for (const site of sites.filter(concerns)) {
    for (const reached of site.reached) {
      if (seen.has(reached.call)) continue
      seen.add(reached.call)
      list.push({ ...reached, site })
    }
  }
  return list
}

export function toTrace(file: string, steps: readonly Step[]): TraceStep[] {
  return steps.map(({ place, what }) => ({ file, line: place.line, column: place.column, what }))
}

/** The known function a call goes to. */
export function calledApi(call: CallRecord, apis: ApiTable): Api | null {
  const origin = calledImport(call)
  return origin && apis.find(origin.source, origin.name)
}

/** For `(await cookies()).set(…)`, given `cookies`: `set`. */
export function calledMethodOf(api: Api, call: CallRecord, apis: ApiTable): string | null {
  const { callee } = call
  if (call.isNew || callee.type !== 'member') return null
  return isResultOf(api, callee.object, apis) ? callee.name : null
}

function isResultOf(api: Api, value: Value, apis: ApiTable): boolean {
  if (value.type !== 'result') return false
  const origin = value.of.type === 'import' ? value.of : null
  return origin !== null && apis.find(origin.source, origin.name) === api
}

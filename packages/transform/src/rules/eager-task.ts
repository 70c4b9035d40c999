/** A call in place of a task: it runs at once, and gives `after` nothing to wait for. */
import { createDiagnostic, type Fix } from '../diagnostics/diagnostic.ts'
import type { FunctionRecord, ModuleSummary, SiteCall } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import type { LinkedSite } from '../program/link.ts'
import type { Linker } from '../program/linker.ts'
import { isWithin } from '../source/position.ts'
import { describeInvalid } from './invalid-task.ts'
import type { Rule } from './rule.ts'
import { describeCall } from './task-calls.ts'

export const eagerTask: Rule = ({ summary, sites, linker }) =>
  sites.flatMap((linked) => {
    const { site } = linked
    const call = findCall(linked)
    if (call === undefined || site.task.type !== 'result' || site.taskPlace === null) return []
    const what = describeResult(linked, site.task, linker)
    if (what === null) return []
    return createDiagnostic({
      code: 'eager-task',
      parameters: { call: describeCall(call), what },
      file: summary.file,
      places: { call: site.taskPlace, site: site.calleePlace },
      fixes: describeFix(linked, call.place.start),
    })
  })

/** The call whose result is the argument, with or without `await`. */
function findCall({ module, site }: LinkedSite): FunctionRecord['calls'][number] | undefined {
  const { taskPlace } = site
  return module.functions[site.function]?.calls.find(
    ({ place, isNew }) =>
      !isNew && taskPlace && place.end === taskPlace.end && isWithin(place, taskPlace),
  )
}

/** What a call is known to give that is no task: a promise that is passed on purpose is one. */
function describeResult(
  { module }: LinkedSite,
  { of, isAwaited }: Value & { readonly type: 'result' },
  linker: Linker,
): string | null {
  if (isConsole(of)) return 'nothing'
  if (!/^(function|import|member)$/.test(of.type)) return null
  // A subclass may have a method of its own that gives a promise.
  if (of.type === 'member' && of.object.type === 'this') return null
  const made = linker.functionOf({ module, value: of, frame: null })
  const record = made?.module.functions[made.value.function]
  // What an async function gives is a promise until it is awaited.
  if (!record || record.isGenerator || record.isAsync !== (isAwaited ?? false)) return null
  const [first = 'nothing', ...others] = record.returns.map(({ value }) =>
    describeInvalid(value, 1),
  )
  return others.every((other) => other !== null) ? first : null
}

function isConsole(callee: Value): boolean {
  return (
    callee.type === 'member' && callee.object.type === 'global' && callee.object.name === 'console'
  )
}

function describeFix({ module, site }: LinkedSite, callStart: number): Fix[] {
  const { taskPlace } = site
  const { awaits, isGenerator } = module.functions[site.function] as FunctionRecord
  // Another `await` inside would stand in the new function, which is not async.
  const isMovable = !awaits.some(
    (offset) => taskPlace && callStart < offset && offset < taskPlace.end,
  )
  if (taskPlace === null || isGenerator || !isMovable) return []
  const span = { start: taskPlace.start, end: callStart }
  const title = 'pass a function that makes the call'
  return [{ title, edits: [{ span, text: '() => ' }], isSafe: isStable(module, site) }]
}

/** Whether the call has the same arguments when it is made later. */
function isStable({ sites }: ModuleSummary, { place }: SiteCall): boolean {
  return sites.some((own) => own.place.start === place.start && own.isTaskStable)
}

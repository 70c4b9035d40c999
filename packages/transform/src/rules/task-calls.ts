/** The calls that tasks make: what most rules look at, and how they report it. */

import type { DiagnosticCode } from '../diagnostics/diagnostic.ts'
import {
  createDiagnostic,
  type Diagnostic,
  type Fix,
  type TraceStep,
} from '../diagnostics/diagnostic.ts'
import type { MessageParameters } from '../diagnostics/messages.generated.ts'
import type { Api } from '../module/apis.ts'
import type { ModuleSummary, Place } from '../module/summary.ts'
import { asImport } from '../module/value.ts'
import type { Step } from '../program/edges.ts'
import type { AppEntry, EntryKind } from '../program/entries/entry.ts'
import type { LinkedSite } from '../program/link.ts'
import type { Linker } from '../program/linker.ts'
import type { ReachedCall } from '../program/reach.ts'
import type { ReachingEntry } from '../program/reaching.ts'
import { listSteps } from '../program/trail.ts'

/** A call that a task makes, and where it is reported. */
export interface TaskCall extends ReachedCall {
  readonly site: LinkedSite
  /** The module that schedules the task. */
  readonly file: string
  /** The call itself where it stands in that module, else the last step that does. */
  readonly place: Place
  /** The name of the function called there, of the program's own; `null` for the call itself. */
  readonly callee: string | null
}

/** Which calls a rule looks at. */
export interface TaskCallFilter {
  readonly concerns: (reached: ReachedCall) => boolean
  /** Default: all tasks. */
  readonly ofSite?: (site: LinkedSite) => boolean
  /** The kind of entry points that it is about, if it is about one. */
  readonly kind?: EntryKind
}

/**
 * The calls that tasks make, each with the first task that makes it: one report a call is enough, and
 * many tasks of one helper make all of its calls. What a task does only for some callers comes last.
 */
export function listTaskCalls(
  sites: readonly LinkedSite[],
  { concerns, ofSite = () => true, kind }: TaskCallFilter,
): TaskCall[] {
  const seen = new Map<ReachedCall['call'], Set<string>>()
  const list: TaskCall[] = []
  const add = (site: LinkedSite) => {
    if (!ofSite(site)) return
    for (const reached of site.reached) {
      if (!concerns(reached)) continue
      const where = locate(site, reached)
      const key = `${where.file}:${where.place.start}:${reached.dependsOnState}`
      const places = seen.get(reached.call) ?? new Set()
      seen.set(reached.call, places)
      if (places.has(key)) continue
      places.add(key)
      list.push({ ...reached, ...where, site })
    }
  }
  sites.forEach(add)
  for (const { variants } of sites) variants.forEach(add)
  if (kind) for (const site of sites) site.entered(kind).forEach(add)
  return list
}

/**
 * All calls that tasks make, each once, for the task that is nearest, and reported where it stands: that
 * is where it is to be mended.
 */
export function listTaskWork(
  sites: readonly LinkedSite[],
  { concerns }: TaskCallFilter,
): TaskCall[] {
  const found = new Map<ReachedCall['call'], TaskCall>()
  for (const site of [...sites, ...sites.flatMap(({ variants }) => variants)]) {
    for (const reached of site.work) {
      const { module, call } = reached
      const known = found.get(call)
      if (!concerns(reached) || (known && lengthOf(known) <= lengthOf(reached))) continue
      found.set(call, { ...reached, site, file: module.file, place: call.place, callee: null })
    }
  }
  return [...found.values()]
}

function lengthOf({ trail }: ReachedCall): number {
  return trail?.length ?? 0
}

type Reported = Pick<TaskCall, 'file' | 'place' | 'callee'>

/** The last place on the way that the author of the task wrote: in the module that schedules it. */
function locate(site: LinkedSite, { module, call, trail }: ReachedCall): Reported {
  const home = homeOf(site)
  if (module.file === home.file) return { file: home.file, place: call.place, callee: null }
  let last = trail
  while (last !== null && last.step.file !== home.file) last = last.before
  const { file, place, callee } = last?.step ?? home
  return { file, place, callee: callee ?? null }
}

/** Where a task is scheduled: by who hands it to a helper, if it does nothing for others. */
function homeOf({ module, site, callers }: LinkedSite): Omit<Step, 'what'> {
  const [step] = callers
  return step ?? { file: module.file, place: site.taskPlace ?? site.calleePlace }
}

/**
 * Whether a call in another module than the task's is made unconditionally there: a helper may look
 * first where it runs.
 */
export function isCertain({ module, call, file }: TaskCall): boolean {
  return module.file === file || !call.isConditional
}

/** Whether a module is one that the code of the task stands in. */
export function isTasksModule(module: ModuleSummary, { tasks, module: home }: LinkedSite): boolean {
  return tasks.some((task) => module === (task.value.type === 'function' ? task.module : home))
}

/** Reported at the function that is called, where the whole call is too much to show. */
export function atCallee(found: TaskCall): TaskCall {
  return found.place === found.call.place ? { ...found, place: found.call.calleePlace } : found
}

/** The functions that are tasks, by module, with where `after` is given them. */
export type Tasks = (module: ModuleSummary) => ReadonlyMap<number, LinkedSite>

export function listTasks(sites: readonly LinkedSite[]): Tasks {
  const tasks = new Map<ModuleSummary, Map<number, LinkedSite>>()
  for (const site of sites.flatMap((one) => [one, ...one.variants])) {
    for (const { module, value } of site.tasks) {
      if (site.form !== 'callback' || value.type !== 'function') continue
      const known = tasks.get(module) ?? new Map()
      tasks.set(module, known.set(value.function, site))
    }
  }
  return (module) => tasks.get(module) ?? new Map()
}

export interface TaskDiagnosticInput<Code extends DiagnosticCode> {
  readonly code: Code
  readonly parameters: MessageParameters[Code]
  readonly found: TaskCall
  /** What the call does, for the end of a path through several modules: ``calls `cookies()` ``. */
  readonly what: string
  /** The entry point it is proven for, where that matters. */
  readonly reaching?: ReachingEntry
  /** In the text of the module that the task stands in. */
  readonly fixes?: readonly Fix[]
}

/** The diagnostic of a call that a task makes, with the path that leads there. */
export function createTaskDiagnostic<Code extends DiagnosticCode>({
  code,
  parameters,
  found,
  what,
  reaching,
  fixes = [],
}: TaskDiagnosticInput<Code>): Diagnostic {
  const { site, file, place } = found
  const isInFile = site.module.file === file
  return createDiagnostic({
    code,
    parameters,
    file,
    places: { call: place, site: isInFile ? site.site.calleePlace : undefined },
    entry: reaching ? `${reaching.entry.file}#${reaching.entry.name}` : null,
    trace: traceOf(found, what, reaching),
    fixes,
  })
}

/** Within one module the labels show where it begins and ends, and the steps between are enough. */
function traceOf(found: TaskCall, what: string, reaching: ReachingEntry | undefined): TraceStep[] {
  const { site, module, call, trail } = found
  const steps = listSteps(trail)
  const before = reaching ? listSteps(reaching.trail) : site.callers
  const way = [...before, ...steps]
  const files = [
    module.file,
    site.module.file,
    reaching?.entry.file,
    ...way.map(({ file }) => file),
  ]
  if (files.every((file) => file === undefined || file === found.file)) return way.map(toTraceStep)
  const whole: Step[] = [...before]
  if (reaching) {
    const { entry } = reaching
    whole.unshift({ file: entry.file, place: entry.place, what: describeEntry(entry) })
  }
  whole.push({ file: site.module.file, place: site.site.calleePlace, what: 'schedules the task' })
  whole.push(...steps, { file: module.file, place: call.place, what })
  return whole.map(toTraceStep)
}

export function toTraceStep({ file, place, what }: Step): TraceStep {
  return { file, line: place.line, column: place.column, what }
}

/** `the page of /blog`, or `generateMetadata of /blog`. */
export function describeEntry({ phase, name, route, file }: AppEntry): string {
  // The pages router's files are called after their routes.
  if (phase === 'pages' && name === 'default' && route !== null) {
    return `the ${/^\/api(\/|$)/.test(route) ? 'API route' : 'page'} ${route}`
  }
  const convention = /([\w-]+)\.\w+$/.exec(file)?.[1] ?? 'component'
  const what = name === 'default' ? `the ${convention}` : name
  return route === null ? what : `${what} of ${route}`
}

/** For `(await cookies()).set(…)`, given `cookies`: `set`. */
export function calledMethodOf(
  api: Api,
  { module, call, frame }: ReachedCall,
  linker: Linker,
): string | null {
  if (call.isNew || call.callee.type !== 'member') return null
  const { object, name } = call.callee
  const store = linker.follow({ module, value: object, frame }, linker.program.mayReach)
  if (store.value.type !== 'result') return null
  const origin = asImport(linker.follow({ ...store, value: store.value.of }).value)
  return origin && linker.apis.find(origin.source, origin.name) === api ? name : null
}

/** `` `mailer.send()` ``, or `this call` where the text has no name for it. */
export function describeCall({ name, isNew }: ReachedCall['call']): string {
  return name === '' ? 'this call' : `\`${isNew ? 'new ' : ''}${name}()\``
}

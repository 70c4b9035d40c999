/** What a call of `after` schedules, and the calls that this makes. */
import type {
  CallRecord,
  Choice,
  FunctionRecord,
  ModuleSummary,
  SiteCall,
} from '../module/summary.ts'
import { asImport, type Value } from '../module/value.ts'
import { isWithin } from '../source/position.ts'
import { type Decision, decide } from './decision.ts'
import type { Expander } from './expander.ts'
import { type Frame, type FunctionValue, handedInBy, type Located, unseenCallOf } from './frame.ts'
import type { Linker } from './linker.ts'
import { type Reach, type ReachStart, reachCalls } from './reach.ts'

export interface LinkedTask extends Reach {
  /** `callback` runs after the response; `promise` is work that has started already. */
  readonly form: 'callback' | 'promise' | 'unknown'
  /** What is scheduled, where it is known: several where a condition chooses. */
  readonly tasks: readonly Located[]
  /** Where its code begins to run, if that is known. */
  readonly starts: readonly ReachStart[]
}

export interface LinkTaskInput {
  readonly linker: Linker
  readonly expander: Expander
  readonly module: ModuleSummary
  readonly site: SiteCall
  /** The call of the function around the site, if one is looked at. */
  readonly frame: Frame | null
  /** The call that begins the run, if it hands in any values there are. */
  readonly first: Frame | null
}

const NOTHING = { starts: [], files: new Set<string>(), calls: [], open: [], unseen: [] } as const

/** Of several tasks that a condition chooses from, all that may be chosen. */
export function linkTask(input: LinkTaskInput): LinkedTask {
  const { linker, site, frame, first } = input
  if (site.choices.length === 0) return linkOne(input)
  const isChosen = (choice: Choice) =>
    frame === null
      ? !choice.conditions.some(({ type }) => type === 'never')
      : isPossible(decide({ linker, frame, call: choice, during: 'entry', first }))
  const tasks = site.choices.filter(isChosen).map((choice) => {
    const linked = linkOne({ ...input, site: { ...site, ...choice } })
    const calls = linked.calls.map((reached) => ({
      ...reached,
      isConditional: true,
      dependsOnState: reached.dependsOnState || choice.dependsOnState,
    }))
    return { ...linked, calls }
  })
  const forms = new Set(tasks.map(({ form }) => form))
  return {
    form: forms.has('callback') ? 'callback' : forms.has('promise') ? 'promise' : 'unknown',
    tasks: tasks.flatMap((task) => task.tasks),
    starts: tasks.flatMap(({ starts }) => starts),
    files: new Set(tasks.flatMap(({ files }) => [...files])),
    calls: tasks.flatMap(({ calls }) => calls),
    open: tasks.flatMap(({ open }) => open),
    unseen: tasks.flatMap(({ unseen }) => unseen),
  }
}

function isPossible({ type }: Decision): boolean {
  return type === 'runs' || type === 'open'
}

function linkOne({ linker, expander, module, site, frame }: LinkTaskInput): LinkedTask {
  const given = { module, value: site.task, frame }
  const task = linker.follow(given)
  const { value } = task
  if (value.type === 'function') {
    const start: ReachStart = { type: 'callback', function: task as Located<FunctionValue> }
    return {
      form: 'callback',
      tasks: [task],
      starts: [start],
      ...reachCalls(linker, expander, start),
    }
  }
  if (site.task.type === 'result' && !site.task.isAwaited) {
    const start = findMaker(linker, module, site, site.task.of, frame)
    const reach = reachCalls(linker, expander, start)
    const isProven = !site.isShared && !mayOutlast(site, module)
    const late = isProven ? reach : { ...reach, calls: [], open: [], unseen: [] }
    return { form: 'promise', tasks: [task], starts: [start], ...late }
  }
  // `after(cookies)`: the task is the imported function itself.
  const api = linker.apiOf(task)
  if (api !== null && site.taskPlace) {
    const call = callOf(value, site)
    const way = {
      trail: null,
      isCaught: false,
      isConditional: false,
      dependsOnState: false,
      memoized: [],
    }
    const reached = { module, call, frame, api, ...way }
    return { form: 'callback', tasks: [task], ...NOTHING, calls: [reached] }
  }
  const form = asImport(value) && site.taskPlace ? 'callback' : 'unknown'
  const open = handedInBy(task)
  const unseen = unseenCallOf(task)
  return {
    form,
    tasks: [task],
    ...NOTHING,
    open: open ? [open] : [],
    unseen: unseen ? [unseen] : [],
  }
}

/**
 * Whether the response may well take longer than a promise does: what schedules it goes on to wait for
 * something. What others have of the promise itself, the response may wait for too.
 */
function mayOutlast({ function: index, place }: SiteCall, { functions }: ModuleSummary): boolean {
  return functions[index]?.pauses.some((start) => start > place.end) ?? false
}

/** What makes a promise: the calls in `after(work().then(log))`; of `const p = work()`, the function. */
function findMaker(
  linker: Linker,
  module: ModuleSummary,
  site: SiteCall,
  work: Value,
  frame: Frame | null,
): ReachStart {
  const { calls } = module.functions[site.function] as FunctionRecord
  const inside = calls.filter(
    ({ place, fate }) =>
      site.taskPlace && isWithin(place, site.taskPlace) && fate.type !== 'awaited',
  )
  const made = inside.length === 0 ? linker.functionOf({ module, value: work, frame }) : null
  return made
    ? { type: 'promise', function: made }
    : { type: 'calls', module, frame, calls: inside }
}

function callOf(callee: Value, site: SiteCall): CallRecord {
  const place = site.taskPlace ?? site.place
  return {
    callee,
    name: '',
    place,
    calleePlace: place,
    arguments: [],
    argumentPlace: null,
    choices: [],
    lastArgument: null,
    hasSpread: false,
    isNew: false,
    isIterated: false,
    waitsBefore: [],
    takesShared: false,
    conditions: [],
    isConditional: false,
    dependsOnState: false,
    isCaught: false,
    isReturned: true,
    fate: { type: 'returned', methods: [], statement: null },
  }
}

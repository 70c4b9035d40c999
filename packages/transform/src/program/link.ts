/** Joins the `after` calls of a program with the entry points that reach them and the calls their tasks make. */
import { isAfter } from '../module/apis.ts'
import type { CallRecord, FunctionRecord, ModuleSummary, SiteCall } from '../module/summary.ts'
import type { Step } from './edges.ts'
import type { EntryKind, EntryPoint } from './entries/entry.ts'
import { createExpander, type Expander } from './expander.ts'
import { type Frame, type FunctionRef, unseenCallOf } from './frame.ts'
import type { Linker } from './linker.ts'
import type { ReachedCall } from './reach.ts'
import { findReachingEntries, type ReachingEntries, type ReachingEntry } from './reaching.ts'
import { mayRun } from './run.ts'
import { findSites } from './sites.ts'
import { type LinkedTask, linkTask } from './task.ts'
import { extendTrail } from './trail.ts'
import { isAround, listVariants, type Variant } from './variants.ts'
import { createWorkFinder, type WorkFinder } from './work.ts'

/** A call of `after` with what is known of it. */
export interface LinkedSite extends Pick<LinkedTask, 'form' | 'tasks'> {
  readonly module: ModuleSummary
  readonly site: SiteCall
  /** The calls its task makes whoever calls it; empty where the task is not known. */
  readonly reached: readonly ReachedCall[]
  /** All calls that its task makes in the project's own modules, at once or late. Looked for when asked for. */
  readonly work: readonly ReachedCall[]
  /** The entry points whose run reaches it. Looked for when first asked for. */
  readonly entries: readonly ReachingEntry[]
  /** Those of one kind: rules that ask for no others keep the program from being read as a whole. */
  entriesOf(kind: EntryKind): readonly ReachingEntry[]
  /** Whether its task makes a call of `reached` when the entry point's run comes to it, with what it hands in. */
  makes(found: ReachedCall, reaching: ReachingEntry): boolean
  /**
   * The same site for one of its callers, where what the task does depends on them: `later(task)` with
   * `after(task)` in it. Looked for when first asked for.
   */
  readonly variants: readonly LinkedSite[]
  /**
   * The same site as the runs of entry points of a kind come to it, where what the task does depends on
   * what made the function around it: `const track = createTracker({ who })`, and `new Tracker(who)`.
   */
  entered(kind: EntryKind): readonly LinkedSite[]
  /** Of a variant, the calls that hand in what decides, outermost first. */
  readonly callers: readonly Step[]
  /** Every file whose code the task runs, also those that no rule needs to look at. */
  listFiles(): string[]
}

export interface LinkSitesInput {
  readonly linker: Linker
  /** The modules with calls of `after` of their own. */
  readonly modules: readonly ModuleSummary[]
  readonly entriesOf: (module: ModuleSummary) => readonly EntryPoint[]
}

/** The sites of all modules, in the order of the modules and their text. */
export function linkSites({ linker, modules, entriesOf }: LinkSitesInput): LinkedSite[] {
  const sites = findSites(linker, modules)
  const files = sites.map(({ module }) => module.file)
  const byKind = new Map<EntryKind | undefined, ReachingEntries>()
  const reachingEntries: CreateSiteInput['reachingEntries'] = (kind) => {
    const known = byKind.get(kind) ?? findReachingEntries({ linker, files, entriesOf, kind })
    byKind.set(kind, known)
    return known
  }
  const expander = createExpander(linker, { during: 'request', mayEnter: linker.program.mayReach })
  const findWork = createWorkFinder(linker)
  return sites.map(({ module, site }) =>
    createSite({ linker, expander, findWork, module, site, reachingEntries }),
  )
}

interface CreateSiteInput {
  readonly linker: Linker
  /** For the modules that may reach a known function. */
  readonly expander: Expander
  readonly findWork: WorkFinder
  readonly module: ModuleSummary
  readonly site: SiteCall
  /** Of a kind, or of all. */
  readonly reachingEntries: (kind?: EntryKind) => ReachingEntries
}

function createSite({
  linker,
  expander,
  findWork,
  module,
  site,
  reachingEntries,
}: CreateSiteInput): LinkedSite {
  const owner = { module, function: site.function }
  const plain = linkTask({ linker, expander, module, site, frame: null, first: null })
  const known = new Set(plain.calls.map((reached) => reached.call))
  const works = new WeakMap<LinkedTask, readonly ReachedCall[]>()
  const linked = new Map<string, LinkedTask>()
  const call = findCall(module, site)
  let variants: readonly LinkedSite[] | undefined
  return {
    module,
    site,
    form: plain.form,
    tasks: plain.tasks,
    reached: plain.calls,
    callers: [],
    listFiles: () => listFiles(null),
    get work() {
      return workOf(plain)
    },
    get entries() {
      return entriesOf()
    },
    entriesOf,
    makes,
    get variants() {
      return listOwnVariants()
    },
    entered,
  }

  function listOwnVariants(): readonly LinkedSite[] {
    variants ??= listVariants(linker, owner, plain.open, openAt).map(createVariant)
    return variants
  }

  function entered(kind: EntryKind): LinkedSite[] {
    const isMade = [...plain.open, ...plain.unseen].some((ref) => isAround(ref, owner))
    if (!isMade) return []
    const ways = new Map<string, ReachingEntry[]>()
    for (const reaching of entriesOf(kind)) {
      const same = ways.get(reaching.frame.key) ?? []
      ways.set(reaching.frame.key, [...same, reaching])
    }
    // What callers hand in themselves is reported where they do.
    const handedIn = listOwnVariants().filter((variant) => variant.entriesOf(kind).length > 0)
    const other = new Set(handedIn.flatMap(({ reached }) => reached.map((one) => one.call)))
    return [...ways.values()].map((entries) => createEntered(entries, other))
  }

  /** As `entries` come to it, which cannot be told apart; `other` calls are another's. */
  function createEntered(
    entries: readonly ReachingEntry[],
    other: ReadonlySet<CallRecord>,
  ): LinkedSite {
    const [{ frame, first }] = entries as [ReachingEntry]
    const inner = linkAt(frame, first)
    return {
      module,
      site,
      form: inner.form,
      tasks: inner.tasks,
      reached: inner.calls.filter(({ call }) => !known.has(call) && !other.has(call)),
      get work() {
        return workOf(inner)
      },
      entries,
      entriesOf: () => entries,
      makes,
      variants: [],
      entered: () => [],
      callers: [],
      listFiles: () => listFiles(frame),
    }
  }

  /** The task when the function around the site is called so; `first` is as for an expander. */
  function linkAt(frame: Frame, first: Frame | null): LinkedTask {
    const key = frame === first ? `first ${frame.key}` : frame.key
    const task = linked.get(key) ?? linkTask({ linker, expander, module, site, frame, first })
    linked.set(key, task)
    return task
  }

  function entriesOf(kind?: EntryKind): ReachingEntry[] {
    return reachingEntries(kind)(module, site.function).filter(isCalled)
  }

  /** Whether the call of `after` itself runs. */
  function isCalled(from: ReachingEntry): boolean {
    return call === undefined || (mayRun(linker, from, call) && isAfterAt(from.frame, call))
  }

  /** Whether a function that is handed `after` by some of its callers is handed it by this one. */
  function isAfterAt(frame: Frame, { callee }: CallRecord): boolean {
    const at = (known: Frame | null) => ({ module, value: callee, frame: known })
    return unseenCallOf(at(null)) === null || isAfter(linker.apiOf(at(frame)))
  }

  function makes(found: ReachedCall, { frame, first }: ReachingEntry): boolean {
    return linkAt(frame, first).calls.some(
      ({ module: from, call, api }) =>
        from === found.module && call.place.start === found.call.place.start && api === found.api,
    )
  }

  function workOf(task: LinkedTask): readonly ReachedCall[] {
    // Two rules ask for it.
    const found = works.get(task) ?? task.starts.flatMap(findWork)
    works.set(task, found)
    return found
  }

  function openAt(frame: Frame): readonly FunctionRef[] {
    return linkAt(frame, null).open
  }

  function createVariant({ frame, caller, steps, enter }: Variant): LinkedSite {
    const inner = linkAt(frame, null)
    const entriesOf = (kind?: EntryKind) =>
      reachingEntries(kind)(caller.module, caller.function).flatMap((from): ReachingEntry[] => {
        const entered = enter(from)
        if (entered === null) return []
        const reaching = { ...from, trail: steps.reduce(extendTrail, from.trail), frame: entered }
        return isCalled(reaching) ? [reaching] : []
      })
    return {
      module,
      site,
      form: inner.form,
      tasks: inner.tasks,
      reached: inner.calls.filter(({ call }) => !known.has(call)),
      get work() {
        return workOf(inner)
      },
      get entries() {
        return entriesOf()
      },
      entriesOf,
      makes,
      variants: [],
      entered: () => [],
      callers: steps,
      listFiles: () => listFiles(frame),
    }
  }

  function listFiles(frame: Frame | null): string[] {
    const all = createExpander(linker, { during: 'request', mayEnter: () => true })
    return [...linkTask({ linker, expander: all, module, site, frame, first: null }).files]
  }
}

/** The call of `after` as one of those that its function makes. */
function findCall({ functions }: ModuleSummary, site: SiteCall): CallRecord | undefined {
  const { calls } = functions[site.function] as FunctionRecord
  return calls.find(({ place }) => place.start === site.place.start && place.end === site.place.end)
}

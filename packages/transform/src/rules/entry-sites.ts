/** The `after` calls that an entry point's run comes to: what the rules about where `after` is called look at. */
import {
  createDiagnostic,
  type Diagnostic,
  type DiagnosticCode,
} from '../diagnostics/diagnostic.ts'
import type { MessageParameters } from '../diagnostics/messages.generated.ts'
import type { EntryKind } from '../program/entries/entry.ts'
import type { LinkedSite } from '../program/link.ts'
import type { ReachingEntry } from '../program/reaching.ts'
import { listSteps } from '../program/trail.ts'
import { describeEntry, toTraceStep } from './task-calls.ts'

export interface EntrySite {
  readonly site: LinkedSite
  readonly reaching: ReachingEntry
}

/** Each call with the first entry point of a kind: one report a call is enough. */
export function listEntrySites(sites: readonly LinkedSite[], kind: EntryKind): EntrySite[] {
  return sites.flatMap((site) => {
    const [reaching] = site.entriesOf(kind)
    return reaching ? { site, reaching } : []
  })
}

/** The diagnostic of a call of `after`, with the path from the entry point. */
export function createSiteDiagnostic<Code extends DiagnosticCode>(
  code: Code,
  parameters: MessageParameters[Code],
  { site, reaching: { entry, trail } }: EntrySite,
): Diagnostic {
  const { file } = entry
  const steps = listSteps(trail)
  const start = { file, place: entry.place, what: describeEntry(entry) }
  const end = { file: site.module.file, place: site.site.calleePlace, what: 'calls `after()`' }
  const isAlone = file === end.file && steps.every((step) => step.file === file)
  return createDiagnostic({
    code,
    parameters,
    file: site.module.file,
    places: { call: site.site.place },
    entry: `${file}#${entry.name}`,
    trace: (isAlone ? steps : [start, ...steps, end]).map(toTraceStep),
  })
}

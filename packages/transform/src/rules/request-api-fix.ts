/** Moves the calls of a request API in front of the `after` whose task makes them. */
import type { Fix } from '../diagnostics/diagnostic.ts'
import type { RequestApi } from '../module/apis.ts'
import type { ListedStatement } from '../module/summary.ts'
import { asImport } from '../module/value.ts'
import type { Step } from '../program/edges.ts'
import type { Program } from '../program/program.ts'
import { listSteps } from '../program/trail.ts'
import { isWithin } from '../source/position.ts'
import type { TaskCall } from './task-calls.ts'

/** A call of a request API that a task makes. */
export interface TaskRead {
  readonly found: TaskCall
  readonly api: RequestApi
}

/** The calls of one function in one task. */
interface Hoist {
  readonly callee: string
  readonly api: RequestApi
  readonly statement: ListedStatement
  readonly calls: TaskCall[]
}

const NAMES: Readonly<Record<RequestApi, string>> = {
  cookies: 'cookieStore',
  headers: 'headerList',
  connection: 'connected',
  draftMode: 'draft',
}

/**
 *     after(async () => log(await cookies()))  ⬇
 *     const cookieStore = cookies()
 *     after(async () => log(await cookieStore))
 *
 * Only for calls that stand in the task itself; what a helper calls is the helper's. All calls of one
 * function in a task have the same fix.
 *
 * @param reads of one module
 */
export function hoistCalls(
  reads: readonly TaskRead[],
  program: Program,
): ReadonlyMap<TaskCall, Fix> {
  const hoists = new Map<string, Hoist>()
  for (const { found, api } of reads) {
    const place = findPlace(found, program)
    if (place === null) continue
    const key = `${place.statement.start}:${place.callee}`
    const known = hoists.get(key)
    if (known) known.calls.push(found)
    else hoists.set(key, { ...place, api, calls: [found] })
  }
  const fixes = new Map<TaskCall, Fix>()
  // Two tasks that a function schedules may stand in one block.
  const taken = new Map<number, string[]>()
  for (const hoist of hoists.values()) {
    const { module, site } = hoist.calls[0] as TaskCall
    const names = taken.get(site.site.function) ?? [...module.names]
    const name = unusedName(NAMES[hoist.api], names)
    taken.set(site.site.function, [...names, name])
    const fix = describeFix(hoist, name)
    for (const call of hoist.calls) fixes.set(call, fix)
  }
  return fixes
}

function describeFix({ callee, statement, calls }: Hoist, name: string): Fix {
  const { start, indentation, terminator } = statement
  const declaration = `const ${name} = ${callee}()${terminator}\n${indentation}`
  return {
    title: `call \`${callee}()\` before \`after\``,
    edits: [
      { span: { start, end: start }, text: declaration },
      ...calls.map(({ call: { place } }) => ({
        span: { start: place.start, end: place.end },
        text: name,
      })),
    ],
    // A page that reads the request is not prerendered: one that only may read it still could be.
    isSafe: calls.some(({ isConditional }) => !isConditional),
  }
}

/** Where the call can go, by what name; `null` where it has to stay. */
function findPlace(found: TaskCall, program: Program): Pick<Hoist, 'callee' | 'statement'> | null {
  const { module, call, site } = found
  const own = module.sites.find(({ place }) => place.start === site.site.place.start)
  const statement = own?.statement ?? null
  const callee = nameOfImport(found)
  if (module !== site.module || statement === null || callee === null) return null
  const { taskPlace } = site.site
  const isInTask = taskPlace && isWithin(call.place, taskPlace)
  if (!isInTask || call.arguments.length > 0) return null
  // What is cached, or meant to be static, may not read a request: that would break the page.
  if (site.entriesOf('cache').length > 0 || site.entriesOf('static').length > 0) return null
  // In another task it would be as late.
  const isNested = site
    .entriesOf('render')
    .some(({ trail }) => listSteps(trail).some((step) => isInTaskOf(step, program)))
  return isNested ? null : { callee, statement }
}

function isInTaskOf({ file, place }: Step, program: Program): boolean {
  const sites = program.summaryOf(file)?.sites ?? []
  return sites.some(({ taskPlace }) => taskPlace && isWithin(place, taskPlace))
}

/** The local name of the function a call goes to, where it has one of its own. */
function nameOfImport({ module, call }: TaskCall): string | null {
  const origin = asImport(call.callee)
  const specifier = module.imports
    .filter(({ type, source }) => type === 'import' && source === origin?.source)
    .flatMap(({ specifiers }) => specifiers)
    .find(({ imported, local, part }) => imported === origin?.name && local !== '' && part === null)
  return specifier?.local ?? null
}

function unusedName(base: string, taken: readonly string[]): string {
  let name = base
  for (let count = 2; taken.includes(name); count += 1) name = `${base}${count}`
  return name
}

/** A Route Handler's request body, read in a task when nobody can have read it before. */
import type { CallRecord } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import type { Located } from '../program/frame.ts'
import type { LinkedSite } from '../program/link.ts'
import type { Linker } from '../program/linker.ts'
import type { ReachingEntry } from '../program/reaching.ts'
import type { Rule } from './rule.ts'
import {
  createTaskDiagnostic,
  describeEntry,
  isCertain,
  listTaskCalls,
  type TaskCall,
} from './task-calls.ts'

const READS = new Set(['json', 'text', 'formData', 'arrayBuffer', 'blob', 'bytes'])
const STREAM_READS = new Set(['getReader', 'pipeTo', 'pipeThrough', 'tee', 'values'])

type Parameter = Value & { readonly type: 'parameter' }

/** A read of a parameter's body: `request.text()`, `request.body.getReader()`. */
interface BodyRead {
  readonly request: Located<Parameter>
  readonly what: string
}

export const bodyReadInAfter: Rule = ({ sites, linker }) =>
  // Work that has started already may well read it in time.
  listTaskCalls(sites, {
    concerns: ({ call }) => subjectOf(call) !== null,
    ofSite: ({ form }) => form === 'callback',
  }).flatMap((found) => {
    const read = isCertain(found) ? findRead(found, linker) : null
    const reaching =
      read &&
      found.site
        .entriesOf('route')
        .find((entry) => takes(entry, read, linker) && found.site.makes(found, entry))
    if (!reaching || mayBeBuffered(read, found.site)) return []
    return createTaskDiagnostic({
      code: 'body-read-in-after',
      parameters: { read: read.what, entry: describeEntry(reaching.entry) },
      found,
      what: `calls \`${read.what}\``,
      reaching,
    })
  })

/** `request` of `request.text()` and of `request.body.getReader()`. */
function subjectOf({ callee, isNew }: CallRecord): Value | null {
  if (isNew || callee.type !== 'member') return null
  if (READS.has(callee.name)) return callee.object
  const { object } = callee
  const isStream = object.type === 'member' && object.name === 'body'
  return isStream && STREAM_READS.has(callee.name) ? object.object : null
}

function findRead({ module, call, frame }: TaskCall, linker: Linker): BodyRead | null {
  const subject = subjectOf(call)
  const request = subject && linker.follow({ module, value: subject, frame })
  if (request?.value.type !== 'parameter') return null
  const { name } = call.callee as Value & { readonly type: 'member' }
  const named = subject?.type === 'parameter' ? subject.name : ''
  const what = `${named || 'request'}.${READS.has(name) ? '' : 'body.'}${name}()`
  return { request: request as Located<Parameter>, what }
}

/** Whether the parameter is the request that a Route Handler is called with, which loses its body. */
function takes({ entry }: ReachingEntry, { request }: BodyRead, linker: Linker): boolean {
  const { file, app, segment, value } = entry
  // A proxy before the route, and the edge runtime, keep the body (measured on next@16.4.6).
  if (app.mayHaveProxy || /edge$/.test(segment.runtime ?? '')) return false
  const module = linker.program.summaryOf(file)
  const handler = module && linker.functionOf({ module, value, frame: null })
  return (
    handler?.module === request.module &&
    handler.value.function === request.value.function &&
    request.value.index === 0
  )
}

/**
 * Whether something outside the task may have read the body, or a copy of the request: then what the
 * task reads is there, or missing for another reason.
 */
function mayBeBuffered({ request: { module, value } }: BodyRead, { reached }: LinkedSite): boolean {
  const inTask = new Set(reached.map(({ call }) => call))
  const calls = module.functions.flatMap((record) => record.calls)
  return calls.some(
    (call) => !inTask.has(call) && (takesBody(call.callee) || call.arguments.some(handsOn)),
  )

  function isRequest(candidate: Value): boolean {
    const { function: index } = value
    return candidate.type === 'parameter' && candidate.function === index && candidate.index === 0
  }

  function isBody(candidate: Value): boolean {
    return candidate.type === 'member' && candidate.name === 'body' && isRequest(candidate.object)
  }

  function takesBody(callee: Value): boolean {
    if (callee.type !== 'member') return false
    const { name, object } = callee
    return isBody(object) || (isRequest(object) && (READS.has(name) || name === 'clone'))
  }

  function handsOn(argument: Value): boolean {
    if (argument.type === 'literal') return Object.values(argument.members ?? {}).some(handsOn)
    if (argument.type === 'either') return argument.of.some(handsOn)
    return isRequest(argument) || isBody(argument)
  }
}

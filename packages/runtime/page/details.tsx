// All that is known of the request or task that was chosen.
import type { ComponentChildren } from 'preact'
import type { RequestRecord, TaskRecord } from '../src/history.ts'
import { formatTime } from '../src/waterfall.ts'
import { FindingView } from './findings.tsx'
import { isOpen, nameRequest, nameTask, type Row } from './model.ts'
import type { State } from './stream.ts'

interface DetailsProps {
  readonly row: Row
  readonly state: State
  readonly onClose: () => void
}

export function Details({ row: { request, task }, state, onClose }: DetailsProps) {
  return (
    <section class="details" aria-label="Details">
      <header>
        <h2>{task ? nameTask(task) : nameRequest(request)}</h2>
        <button type="button" onClick={onClose} aria-label="Close details">
          ✕
        </button>
      </header>
      {task ? (
        <TaskDetails task={task} request={request} state={state} />
      ) : (
        <RequestDetails request={request} />
      )}
    </section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  if (children === undefined || children === '' || children === false) return null
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function RequestDetails({ request }: { readonly request: RequestRecord }) {
  const { outcome, status, closedAt, openedAt } = request
  const doneAt = endOf(request)
  return (
    <dl>
      <Fact name="Response">
        {closedAt === undefined ? 'going on' : `${status ?? 'none'}, ${outcome}`}
      </Fact>
      <Fact name="Began">{new Date(openedAt).toLocaleTimeString()}</Fact>
      <Fact name="Response over">{closedAt !== undefined && `after ${formatTime(closedAt)}`}</Fact>
      <Fact name="All done">{doneAt !== undefined && `after ${formatTime(doneAt)}`}</Fact>
      <Fact name="Tasks">{String(request.taskCount)}</Fact>
      <Fact name="Route">{request.route}</Fact>
      <Fact name="Entry point">{request.entry && <code>{request.entry}</code>}</Fact>
      <Fact name="Phase">{request.phase}</Fact>
      <Fact name="Request">
        <code>{request.id}</code>
      </Fact>
    </dl>
  )
}

/** When its last task was over as well: Next.js, which runs its own, lets a request settle before. */
function endOf({ settledAt, tasks }: RequestRecord): number | undefined {
  if (settledAt === undefined || tasks.some(isOpen)) return undefined
  return tasks.reduce((latest, { endedAt = 0 }) => Math.max(latest, endedAt), settledAt)
}

interface TaskDetailsProps {
  readonly task: TaskRecord
  readonly request: RequestRecord
  readonly state: State
}

function TaskDetails({ task, request, state }: TaskDetailsProps) {
  const { site, caller, scheduledAt, startedAt, error } = task
  const { closedAt } = request
  const captured = state.sites.find((one) => one.site === site)?.captured
  const findings = state.findings.filter(({ file, line, trace }) => {
    const places = [{ file, line }, ...trace]
    return places.some((place) => site?.startsWith(`${place.file}:${place.line}:`))
  })
  const outer = request.tasks.find(({ id }) => id === task.parentId)
  return (
    <>
      <dl>
        <Fact name="State">
          <span class={`state ${task.state.replace(' ', '-')}`}>{task.state}</span>
        </Fact>
        <Fact name="Call site">{site && <code>{site}</code>}</Fact>
        <Fact name="Called in">{caller && <code>{caller}</code>}</Fact>
        <Fact name="Nested in">{outer && nameTask(outer)}</Fact>
        <Fact name="Captures">{captured && (captured.join(', ') || 'nothing')}</Fact>
        <Fact name="Called">after {formatTime(scheduledAt)}</Fact>
        <Fact name="Started">{describeStart(startedAt, scheduledAt, closedAt)}</Fact>
        <Fact name="Took">
          <Duration task={task} />
        </Fact>
        <Fact name="Route">{task.route}</Fact>
        <Fact name="Entry point">{task.entry && <code>{task.entry}</code>}</Fact>
        <Fact name="Phase">{task.phase}</Fact>
        <Fact name="Request">{nameRequest(request)}</Fact>
      </dl>
      {error && (
        <>
          <h3>Error</h3>
          <pre class="trace">{freeOf(state.root, error.stack ?? error.message)}</pre>
        </>
      )}
      {findings.length > 0 && <h3>Findings</h3>}
      {findings.map((finding) => (
        <FindingView finding={finding} />
      ))}
    </>
  )
}

function describeStart(startedAt: number | undefined, scheduledAt: number, closedAt?: number) {
  if (startedAt === undefined) return 'not yet'
  const waited = `${formatTime(startedAt - scheduledAt)} after the call`
  if (closedAt === undefined || startedAt < closedAt) return waited
  return `${waited}, ${formatTime(startedAt - closedAt)} after the response`
}

/** How long it took, against the time that it had. */
function Duration({ task: { startedAt, endedAt, timeLimit } }: { readonly task: TaskRecord }) {
  if (startedAt === undefined) return <>–</>
  const took = endedAt === undefined ? undefined : endedAt - startedAt
  const text = took === undefined ? 'going on' : formatTime(took)
  if (timeLimit === undefined) return <>{text}</>
  return (
    <>
      {text} of {formatTime(timeLimit)}
      {took !== undefined && (
        <meter
          aria-label="Time taken of the time limit"
          max={timeLimit}
          high={timeLimit * 0.8}
          value={Math.min(took, timeLimit)}
        />
      )}
    </>
  )
}

/** Paths of the project are shown without its folder. */
function freeOf(root: string, stack: string): string {
  return root === '' ? stack : stack.replaceAll(`file://${root}/`, '').replaceAll(`${root}/`, '')
}

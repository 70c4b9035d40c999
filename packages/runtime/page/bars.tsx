// The bars of one row, as SVG: the response, or a task, and the line where the response was over.
import { type Row, spanOf } from './model.ts'

/** Percent of the width that the shortest bar has, to be seen. */
const THINNEST = 0.5

export function Bars({ row, now }: { readonly row: Row; readonly now: number }) {
  const { request, task } = row
  const { closedAt, path } = request
  const end = spanOf(request, now) * 1.01
  const elapsed = now - request.openedAt
  const at = (ms: number) => Math.max(0, Math.min(100, (ms / end) * 100))
  const bar = (kind: string, from: number, to: number) => {
    const x = Math.min(at(from), 100 - THINNEST)
    return <rect class={kind} x={`${x}%`} width={`${Math.max(THINNEST, at(to) - x)}%`} rx="2" />
  }
  const closed = closedAt !== undefined && `${at(closedAt)}%`
  return (
    <svg class="bars" aria-hidden="true">
      {!task &&
        path !== undefined &&
        bar(`response ${request.outcome ?? 'open'}`, 0, closedAt ?? elapsed)}
      {task && bar('wait', task.scheduledAt, task.startedAt ?? task.endedAt ?? elapsed)}
      {task?.startedAt !== undefined &&
        bar(`work ${task.state.replace(' ', '-')}`, task.startedAt, task.endedAt ?? elapsed)}
      {closed && <line class="closed" x1={closed} x2={closed} y1="0" y2="100%" />}
    </svg>
  )
}

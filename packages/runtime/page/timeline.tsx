// The requests and their tasks as rows of bars. Only those in view are there, however many there are.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { formatTime } from '../src/waterfall.ts'
import { Bars } from './bars.tsx'
import { isPending, nameTask, type Row, UNSEEN } from './model.ts'

interface TimelineProps {
  readonly rows: readonly Row[]
  /** Milliseconds by which the server's clock is ahead of this one's. */
  readonly clockAhead: number
  readonly selected: string | undefined
  readonly onSelect: (key: string) => void
  readonly onOpen: () => void
}

/** Rows above and below those in view, which a quick scroll would else show empty. */
const OVERSCAN = 8

export function Timeline({ rows, clockAhead, selected, onSelect, onOpen }: TimelineProps) {
  const list = useRef<HTMLDivElement>(null)
  const { top, height, rowHeight } = useView(list)
  useAnchor(list, rows, rowHeight)
  const first = Math.max(0, Math.floor(top / rowHeight) - OVERSCAN)
  const shown = rows.slice(first, Math.ceil((top + height) / rowHeight) + OVERSCAN)
  const now = useNow(shown.some(({ request }) => isPending(request))) + clockAhead
  const index = rows.findIndex(({ key }) => key === selected)
  // What is chosen stays in view where its details take the room, as they do on a narrow page.
  useLayoutEffect(() => {
    if (index >= 0 && list.current) scrollTo(list.current, index * rowHeight, rowHeight)
  }, [height, rowHeight])

  function select(next: number): void {
    const row = rows[Math.max(0, Math.min(next, rows.length - 1))]
    if (!row || !list.current) return
    onSelect(row.key)
    scrollTo(list.current, rows.indexOf(row) * rowHeight, rowHeight)
  }

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(height / rowHeight) - 1)
    const target: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: rows.length - 1,
      ArrowLeft: findParent(rows, index),
      ArrowRight: index + 1,
    }
    const next = target[event.key]
    if (next !== undefined) select(next)
    else if (event.key === 'Enter' && index >= 0) onOpen()
    else return
    event.preventDefault()
  }

  const isSelectedShown = index >= first && index < first + shown.length
  return (
    <div
      ref={list}
      class="timeline"
      role="tree"
      aria-label="Requests and their tasks"
      tabIndex={0}
      aria-activedescendant={isSelectedShown ? `row-${selected}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" class="rows" style={{ height: `${rows.length * rowHeight}px` }}>
        {shown.map((row, offset) => (
          <RowView
            key={row.key}
            row={row}
            now={now}
            top={(first + offset) * rowHeight}
            isSelected={row.key === selected}
            onSelect={() => {
              onSelect(row.key)
              onOpen()
            }}
          />
        ))}
      </div>
    </div>
  )
}

interface RowViewProps {
  readonly row: Row
  readonly now: number
  readonly top: number
  readonly isSelected: boolean
  readonly onSelect: () => void
}

function RowView({ row, now, top, isSelected, onSelect }: RowViewProps) {
  const { key, request, task, level, position, setSize } = row
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the tree's, which has the focus.
    <div
      id={`row-${key}`}
      role="treeitem"
      tabIndex={-1}
      class={`row ${task ? 'task' : 'request'}`}
      data-state={task ? task.state : isPending(request) ? 'running' : request.outcome}
      data-path={request.path}
      data-site={task?.site}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={setSize}
      aria-selected={isSelected}
      style={{ top: `${top}px`, '--level': level - 1 }}
      onClick={onSelect}
    >
      {task ? <TaskLabel row={row} /> : <RequestLabel row={row} />}
      <Bars row={row} now={now} />
      <span class="time">{timeOf(row, now)}</span>
    </div>
  )
}

function RequestLabel({ row: { request } }: { readonly row: Row }) {
  const { method = '', path = UNSEEN, status, outcome, taskCount } = request
  const isKnown = request.path !== undefined
  const count = taskCount === 1 ? '1 task' : `${taskCount} tasks`
  return (
    <span class="label">
      <b class="method">{method}</b> <span class="path">{path}</span>{' '}
      <span class={`status ${outcome ?? ''}`}>
        {status} {outcome === undefined ? isKnown && '…' : outcome !== 'sent' && outcome}
      </span>
      <span class="unseen">
        {outcome === 'sent' && 'sent'} {outcome === undefined && isKnown && 'in progress'}, {count},
      </span>
    </span>
  )
}

const MARKS = {
  waiting: '○',
  running: '▸',
  done: '✓',
  failed: '✕',
  'timed out': '◷',
  'given up': '⊘',
}

function TaskLabel({ row: { task } }: { readonly row: Row }) {
  if (!task) return null
  const { site, state, error } = task
  const name = nameTask(task)
  return (
    <span class="label">
      <span class={error ? 'name bad' : 'name'}>
        <i class="mark" aria-hidden="true">
          {MARKS[state]}
        </i>{' '}
        <span class="unseen">Task </span>
        {name}
      </span>{' '}
      <span class="unseen">
        {state} {error && site}{' '}
      </span>
      <span class={error ? 'site bad' : 'site'}>
        {error ? error.message : site !== name && site}
      </span>
    </span>
  )
}

function timeOf({ request, task }: Row, now: number): string {
  // The server's clock is known but for the time that its word took.
  const elapsed = Math.max(0, now - request.openedAt)
  if (!task) return request.path === undefined ? '' : formatTime(request.closedAt ?? elapsed)
  const { startedAt, endedAt = elapsed } = task
  return startedAt === undefined ? '' : formatTime(Math.max(0, endedAt - startedAt))
}

/** The row of the outer task, or of the request. */
function findParent(rows: readonly Row[], index: number): number {
  const level = rows[index]?.level ?? 1
  for (let i = index - 1; i >= 0; i--) if ((rows[i]?.level ?? 1) < level) return i
  return index
}

function scrollTo(list: HTMLElement, top: number, rowHeight: number): void {
  const { scrollTop, clientHeight } = list
  if (top < scrollTop) list.scrollTop = top
  else if (top + rowHeight > scrollTop + clientHeight) {
    list.scrollTop = top + rowHeight - clientHeight
  }
}

/** What part of the rows is in view, in pixels; on a narrow page a row has two lines. */
function useView(list: { readonly current: HTMLElement | null }) {
  const [view, setView] = useState({ top: 0, height: 0, rowHeight: 30 })
  useLayoutEffect(() => {
    const element = list.current as HTMLElement
    const measure = () => {
      const rowHeight = Number.parseFloat(getComputedStyle(element).getPropertyValue('--row'))
      setView({ top: element.scrollTop, height: element.clientHeight, rowHeight })
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    measure()
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [list])
  return view
}

/** Keeps what is being looked at in its place when rows come above it; at the top, they are shown. */
function useAnchor(
  list: { readonly current: HTMLElement | null },
  rows: readonly Row[],
  rowHeight: number,
): void {
  const anchor = useRef<{ readonly key: string; readonly offset: number } | undefined>(undefined)
  useLayoutEffect(() => {
    const element = list.current as HTMLElement
    const index = rows.findIndex(({ key }) => key === anchor.current?.key)
    if (index >= 0 && anchor.current) {
      element.scrollTop = index * rowHeight + anchor.current.offset
    }
    const note = () => {
      const { scrollTop } = element
      const row = rows[Math.floor(scrollTop / rowHeight)]
      anchor.current =
        scrollTop > 0 && row ? { key: row.key, offset: scrollTop % rowHeight } : undefined
    }
    element.addEventListener('scroll', note, { passive: true })
    return () => element.removeEventListener('scroll', note)
  }, [list, rows, rowHeight])
}

/** The time, again and again for as long as something goes on. */
function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    if (!isTicking) return undefined
    const timer = setInterval(() => setNow(Date.now()), 200)
    return () => clearInterval(timer)
  }, [isTicking])
  return isTicking ? Math.max(now, Date.now()) : now
}

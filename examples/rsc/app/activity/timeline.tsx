'use client'

import { useEffect, useState } from 'react'
import type { RequestActivity, TaskActivity } from '../../framework/activity.ts'
import './timeline.css'

/** Requests and their tasks as bars over time, kept up to date twice a second. */
export function Timeline({ initial }: { initial: RequestActivity[] }) {
  const requests = usePolled('/activity.json', initial)
  return (
    <>
      <ul className="legend" aria-label="Legend">
        <li className="response">response</li>
        {['render', 'action', 'route', 'middleware'].map((phase) => (
          <li key={phase} className={phase}>
            task, from {phase}
          </li>
        ))}
        <li className="failed">failed task</li>
      </ul>
      {requests.length === 0 && (
        <p>
          No requests yet. Open <a href="/">the start page</a> in another tab.
        </p>
      )}
      <ol className="timeline" reversed>
        {requests
          .map((request, index) => (
            // The index is a stable key: requests are only ever added at the end.
            <Row key={index} request={request} />
          ))
          .reverse()}
      </ol>
    </>
  )
}

/** One request, on a scale of its own: a response of 2 ms is as readable as one of 2 s. */
function Row({ request }: { request: RequestActivity }) {
  const { method, path, status, outcome, responseEndedMs, tasks } = request
  const times = [responseEndedMs, ...tasks.flatMap((task) => [task.startedMs, task.endedMs])]
  // What still goes on gets room to do so.
  const isOpen = times.includes(null)
  const end = Math.max(1, ...times.filter((time) => time !== null)) * (isOpen ? 2 : 1.02)
  const at = (ms: number | null) => `${((ms ?? end) / end) * 100}%`
  return (
    <li className="request" data-path={path}>
      <h2>
        <span className="method">{method}</span> {path}
      </h2>
      <p className="facts">
        {responseEndedMs === null
          ? 'responding…'
          : `${status ?? 'no status'} · ${outcome} · response over after ${formatMs(responseEndedMs)}`}
      </p>
      <div className="lane">
        <span className="label">response</span>
        <span className="track">
          <Bar kind="response" from="0%" to={at(responseEndedMs)} open={responseEndedMs === null} />
          {responseEndedMs !== null && (
            <i className="last-byte" style={{ left: at(responseEndedMs) }} />
          )}
        </span>
      </div>
      {tasks.map((task, index) => (
        // Tasks, too, are only ever added at the end.
        <div className="lane" key={index} data-site={task.site} data-state={describeState(task)}>
          <span className="label">
            {task.site ?? 'unknown call site'}{' '}
            <small>
              {task.phase}, {task.entry}
            </small>{' '}
            <small>{describeTask(task)}</small>
          </span>
          <span className="track">
            {task.startedMs !== null && (
              <Bar
                kind={task.ok === false ? 'failed' : (task.phase ?? 'render')}
                from={at(task.startedMs)}
                to={at(task.endedMs)}
                open={task.endedMs === null}
              />
            )}
            {responseEndedMs !== null && (
              <i className="last-byte" style={{ left: at(responseEndedMs) }} />
            )}
          </span>
        </div>
      ))}
    </li>
  )
}

function Bar(props: { kind: string; from: string; to: string; open: boolean }) {
  const style = { left: props.from, width: `calc(${props.to} - ${props.from})` }
  return <b className={`bar ${props.kind}${props.open ? ' open' : ''}`} style={style} />
}

function describeState(task: TaskActivity): string {
  if (task.endedMs === null) return task.startedMs === null ? 'waiting' : 'running'
  return task.ok ? 'done' : 'failed'
}

function describeTask(task: TaskActivity): string {
  const state = describeState(task)
  if (task.startedMs === null || task.endedMs === null) return state
  const took = formatMs(task.endedMs - task.startedMs)
  return `${state} in ${took}, from ${formatMs(task.startedMs)}${task.error ? `: ${task.error}` : ''}`
}

function formatMs(ms: number): string {
  return `${ms < 1 ? ms.toFixed(2) : ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}

/** JSON from `url`, asked for again and again while the page is visible. */
function usePolled<T>(url: string, initial: T): T {
  const [value, setValue] = useState(initial)
  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout>
    async function poll() {
      if (!document.hidden) {
        // A server that restarts is asked again at the next turn.
        const response = await fetch(url, { signal: stop.signal }).catch(() => undefined)
        if (response?.ok) setValue(await response.json())
      }
      if (!stop.signal.aborted) timer = setTimeout(poll, 500)
    }
    void poll()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [url])
  return value
}

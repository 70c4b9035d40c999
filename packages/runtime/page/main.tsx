// The inspector's page: filters, the timeline, and beside it details and findings.
import { render } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Details } from './details.tsx'
import { Findings } from './findings.tsx'
import { type Filter, listRows, nameTask, routeOf, STATES, type StateFilter } from './model.ts'
import { followStream, initialState, type State } from './stream.ts'
import { Timeline } from './timeline.tsx'

function App() {
  const [live, setLive] = useState(initialState)
  const [paused, setPaused] = useState<State | undefined>(undefined)
  const [filter, setFilter] = useState<Filter>({ text: '', route: '', state: 'all' })
  /** The latest request when the page was cleared. */
  const [cleared, setCleared] = useState<string | undefined>(undefined)
  const [selected, setSelected] = useState<string | undefined>(undefined)
  const [isOpen, setIsOpen] = useState(false)
  useEffect(() => followStream(setLive), [])

  const { requests } = paused ?? live
  const kept = useMemo(
    () => requests.slice(requests.findIndex(({ id }) => id === cleared) + 1),
    [requests, cleared],
  )
  const rows = useMemo(() => listRows(kept, filter), [kept, filter])
  const row = rows.find(({ key }) => key === selected)
  const close = () => {
    setIsOpen(false)
    document.querySelector<HTMLElement>('.timeline')?.focus()
  }
  return (
    <>
      <header class="bar">
        <h1>Afterword</h1>
        <p class={live.isConnected ? 'connection on' : 'connection off'} role="status">
          {live.isConnected ? 'live' : 'not connected'}
        </p>
        <Filters filter={filter} requests={kept} onChange={setFilter} />
        <div class="buttons">
          <button
            type="button"
            aria-pressed={paused !== undefined}
            onClick={() => setPaused(paused ? undefined : live)}
          >
            Pause
          </button>
          <button type="button" onClick={() => setCleared(live.requests.at(-1)?.id)}>
            Clear
          </button>
        </div>
      </header>
      <main onKeyDown={(event) => event.key === 'Escape' && close()}>
        <div class="requests">
          {rows.length === 0 && <Nothing isFiltered={kept.length > 0} />}
          <Timeline
            rows={rows}
            clockAhead={live.clockAhead}
            selected={selected}
            onSelect={setSelected}
            onOpen={() => setIsOpen(true)}
          />
        </div>
        <aside class={isOpen && row ? 'side open' : 'side'} aria-label="Details and findings">
          {isOpen && row && <Details row={row} state={live} onClose={close} />}
          <Findings check={live} />
        </aside>
      </main>
      <FailureStatus state={live} />
    </>
  )
}

interface FiltersProps {
  readonly filter: Filter
  readonly requests: State['requests']
  readonly onChange: (filter: Filter) => void
}

function Filters({ filter, requests, onChange }: FiltersProps) {
  const routes = useMemo(() => {
    const found = new Set(requests.map(routeOf))
    // What is chosen stays to be seen when the last request that had it is forgotten.
    if (filter.route !== '') found.add(filter.route)
    return [...found].sort()
  }, [requests, filter.route])
  return (
    <search class="filters">
      <input
        type="search"
        aria-label="Filter by text"
        placeholder="path, task, call site, error"
        value={filter.text}
        onInput={(event) => onChange({ ...filter, text: event.currentTarget.value })}
      />
      <select
        aria-label="Filter by state"
        value={filter.state}
        onChange={(event) =>
          onChange({ ...filter, state: event.currentTarget.value as StateFilter })
        }
      >
        {Object.entries(STATES).map(([value, text]) => (
          <option value={value}>{text}</option>
        ))}
      </select>
      <select
        aria-label="Filter by route"
        value={filter.route}
        onChange={(event) => onChange({ ...filter, route: event.currentTarget.value })}
      >
        <option value="">All routes</option>
        {routes.map((route) => (
          <option value={route}>{route}</option>
        ))}
      </select>
    </search>
  )
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  return (
    <p class="nothing">
      {isFiltered
        ? 'No request passes the filters.'
        : 'No requests yet. Send one to your server: it appears here by itself.'}
    </p>
  )
}

/** Tells those who cannot see it of the latest task that failed. */
function FailureStatus({ state }: { readonly state: State }) {
  const failures = state.requests.flatMap(({ tasks }) => tasks.filter(({ error }) => error))
  const latest = failures.at(-1)
  return (
    <p class="unseen" role="status">
      {latest && `Task ${nameTask(latest)} ${latest.state}`}
    </p>
  )
}

render(<App />, document.getElementById('root') as HTMLElement)

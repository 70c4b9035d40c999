// Loaded before a server (--import): records its requests from the runtime's channels, and serves them as JSON
// at an address that it prints.
import { subscribe } from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import { isMainThread } from 'node:worker_threads'

/**
 * By request id. Times are milliseconds since the request began; null is what is yet to come.
 *
 * @type {Map<string, { began: number, request: Record<string, unknown>, tasks: Map<string, object> }>}
 */
const recorded = new Map()

if (isMainThread) {
  record()
  const server = createServer((_request, response) => response.end(JSON.stringify(readActivity())))
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    console.log(`activity http://127.0.0.1:${typeof address === 'object' && address?.port}`)
  })
  server.unref()
}

/** Oldest first; requests for files are left out. */
function readActivity() {
  return Array.from(recorded.values(), ({ request, tasks }) => ({
    ...request,
    tasks: [...tasks.values()],
  }))
}

function record() {
  subscribe('afterword:scope:open', (event) => {
    const { requestId, method, path, time } = /** @type {any} */ (event)
    if (/^\/@|\.\w+$/.test(path)) return
    const request = { method, path, status: null, outcome: null, responseEndedMs: null }
    recorded.set(requestId, { began: time, request, tasks: new Map() })
  })
  subscribe('afterword:scope:close', (event) => {
    const { requestId, outcome, status = null, time } = /** @type {any} */ (event)
    const found = recorded.get(requestId)
    if (found)
      Object.assign(found.request, { outcome, status, responseEndedMs: time - found.began })
  })
  subscribe('afterword:task:schedule', (event) => {
    const {
      requestId,
      taskId,
      site = null,
      entry = null,
      phase = null,
    } = /** @type {any} */ (event)
    const task = { site, entry, phase, startedMs: null, endedMs: null, ok: null, error: null }
    recorded.get(requestId)?.tasks.set(taskId, task)
  })
  onTask('start', (ms) => ({ startedMs: ms }))
  onTask('end', (ms) => ({ endedMs: ms, ok: true }))
  for (const failure of ['error', 'timeout', 'abandon']) {
    onTask(failure, (ms, error) => ({ endedMs: ms, ok: false, error: String(error) }))
  }
}

/**
 * @param {string} kind
 * @param {(ms: number, error: unknown) => object} describe
 */
function onTask(kind, describe) {
  subscribe(`afterword:task:${kind}`, (event) => {
    const { requestId, taskId, time, error } = /** @type {any} */ (event)
    const found = recorded.get(requestId)
    const task = found?.tasks.get(taskId)
    if (found && task) Object.assign(task, describe(time - found.began, error))
  })
}

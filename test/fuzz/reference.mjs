// `after` in its simplest form: a queue for each request, run when the request is over. What compiled
// modules do with the runtime is compared with what the modules as written do with this.
import { AsyncLocalStorage } from 'node:async_hooks'

class CallError extends Error {
  name = 'AfterError'
}

/** @param {(error: unknown) => void} onTaskError */
export function createReference(onTaskError) {
  const storage = new AsyncLocalStorage()

  function after(task, _options) {
    const isThenable = typeof task?.then === 'function'
    if (typeof task !== 'function' && !isThenable) throw new CallError('no task')
    const request = storage.getStore()
    if (!request) {
      if (isThenable) Promise.resolve(task).catch(() => {})
      throw new CallError('no request')
    }
    if (typeof task !== 'function') {
      watch(request, task)
      return
    }
    request.queue.push({ task, run: AsyncLocalStorage.snapshot() })
    start(request)
  }

  function watch(request, work) {
    request.running += 1
    const settle = () => {
      request.running -= 1
      // Whatever waits for the work may still call `after`.
      setImmediate(() => request.isOver && request.running === 0 && request.onIdle())
    }
    Promise.resolve(work).then(settle, (error) => {
      onTaskError(error)
      settle()
    })
  }

  async function start(request) {
    if (!request.isOver || request.isStarting) return
    request.isStarting = true
    await null
    for (let next = request.queue.shift(); next; next = request.queue.shift()) {
      const { task, run } = next
      let result
      try {
        result = run(task, { outcome: 'sent', signal: new AbortController().signal })
      } catch (error) {
        onTaskError(error)
      }
      if (typeof result?.then === 'function') watch(request, result)
    }
    request.isStarting = false
  }

  /** Calls `handler` as the handler of a request, and resolves when its tasks are done. */
  async function serve(handler) {
    const request = { queue: [], running: 0, isOver: false, isStarting: false, onIdle() {} }
    await storage.run(request, handler, new Request('http://localhost/'))
    // The response is over a turn after the handler is.
    await new Promise((resolve) => setImmediate(resolve))
    const idle = new Promise((resolve) => {
      request.onIdle = resolve
    })
    request.isOver = true
    watch(request, null)
    start(request)
    await idle
  }

  return { after, serve }
}

import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { configure, type TaskEvent } from '@afterword/runtime'
import { afterAt, afterWithin, type NextTask } from '@afterword/runtime/next'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { collectErrors, defer, serveOnce, thrownBy } from './support.ts'

/** Next's `after`, as far as a task can tell: keeps it for later. The real one: test/hosts. */
function createNextAfter() {
  const given: (Promise<void> | (() => Promise<void>))[] = []
  return {
    after: (task: Promise<void> | (() => Promise<void>)) => given.push(task),
    run: () => Promise.all(given.map((task) => (typeof task === 'function' ? task() : task))),
    given,
  }
}

describe("native mode: Next's after", () => {
  it('is given a function that runs the task, with a signal', async () => {
    const next = createNextAfter()
    const task = vi.fn(({ signal }) => signal.aborted)
    expect(afterAt('a.tsx:1:1', 'Page', next.after, task)).toBe(undefined)
    expect(task).not.toHaveBeenCalled()
    await next.run()
    expect(task.mock.results).toEqual([{ type: 'return', value: false }])
  })

  it('errors of functions and promises go to onTaskError, in the context of the task', async () => {
    const user = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    configure({ onTaskError: (error, info) => seen.push([error, info.site, user.getStore()]) })
    onTestFinished(() => configure({ onTaskError: undefined }))
    const next = createNextAfter()
    const fail = async () => {
      await null
      throw 'lost'
    }
    user.run('me', () => {
      afterAt('a.tsx:1:1', 'Page', next.after, fail())
      afterAt('a.tsx:2:1', 'Page', next.after, fail)
    })
    await user.run('me', next.run)
    expect(seen).toEqual([
      ['lost', 'a.tsx:1:1', 'me'],
      ['lost', 'a.tsx:2:1', 'me'],
    ])
  })

  it('a task past its deadline: signal, one report, and it is waited for no more', async () => {
    const errors = collectErrors()
    const next = createNextAfter()
    const late = defer()
    const reason = vi.fn()
    const task: NextTask = ({ signal }) => {
      signal.addEventListener('abort', () => reason(signal.reason.code))
      return late.promise
    }
    afterAt('a.tsx:1:1', 'Page', next.after, task, { timeout: 10, name: 'slow' })
    await next.run()
    late.reject(new Error('late'))
    await late.promise.catch(() => {})
    expect(reason.mock.calls).toEqual([['task-timeout']])
    expect(errors.map(({ error, info }) => [error.code, info.name])).toEqual([
      ['task-timeout', 'slow'],
    ])
  })

  it("a task past its route's maxDuration, which counts from the call", async () => {
    const errors = collectErrors()
    const next = createNextAfter()
    const never = new Promise<void>(() => {})
    afterWithin(0.01, 'app/page.tsx:1:1', 'Page', next.after, () => never, { name: 'slow' })
    await next.run()
    expect(errors).toHaveLength(1)
    expect(errors[0]!.error).toMatchObject({
      code: 'task-timeout',
      message: expect.stringContaining("the route's maxDuration of 0.01 s"),
    })
    expect(errors[0]!.info).toMatchObject({ site: 'app/page.tsx:1:1', caller: 'Page' })
  })

  it('a timeout shorter than the maxDuration comes first', async () => {
    const errors = collectErrors()
    const next = createNextAfter()
    const never = new Promise<void>(() => {})
    afterWithin(60, 'a.tsx:1:1', '', next.after, () => never, { timeout: 10 })
    await next.run()
    expect(errors[0]!.error.message).toContain('within 10 ms')
  })

  it('redirect() in a task is named', async () => {
    const errors = collectErrors()
    const next = createNextAfter()
    afterAt('a.tsx:1:1', '', next.after, () => {
      throw Object.assign(new Error('NEXT_REDIRECT'), { digest: 'NEXT_REDIRECT;push;/x;307;' })
    })
    await next.run()
    expect(errors[0]!.error).toMatchObject({ code: 'navigation-in-after' })
  })

  it('while pages are prerendered, errors are Next’s', async () => {
    vi.stubEnv('NEXT_PHASE', 'phase-production-build')
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    const errors = collectErrors()
    const next = createNextAfter()
    afterAt('a.tsx:1:1', '', next.after, () => {
      throw new Error('while prerendering')
    })
    await expect(next.run()).rejects.toThrow('while prerendering')
    expect(errors).toHaveLength(0)
  })

  it('what it throws comes through, and a promise is not unhandled then', () => {
    const after = () => {
      throw new Error('outside a request scope')
    }
    const call = () => afterAt('a.tsx:1:1', '', after, Promise.reject(new Error('lost')))
    collectErrors()
    expect(call).toThrow('outside a request scope')
  })

  it('wrong arguments are refused at the call', () => {
    const next = createNextAfter()
    const call = afterAt as (...args: unknown[]) => void
    expect(thrownBy(() => call('a:1:1', '', next.after)).code).toBe('invalid-task')
    expect(thrownBy(() => call('a:1:1', '', next.after, 42)).message).toContain('the number `42`')
    expect(thrownBy(() => call('a:1:1', '', next.after, () => {}, { tiemout: 1 })).code).toBe(
      'invalid-options',
    )
    expect(next.given).toEqual([])
  })

  it('events: one final one for each task, and without a watched server a request of its own', async () => {
    collectErrors()
    const events: (TaskEvent & { kind: string })[] = []
    for (const kind of ['schedule', 'start', 'end', 'error', 'timeout', 'abandon']) {
      const listener = (event: unknown) => events.push({ kind, ...(event as TaskEvent) })
      subscribe(`afterword:task:${kind}`, listener)
      onTestFinished(() => {
        unsubscribe(`afterword:task:${kind}`, listener)
      })
    }
    const next = createNextAfter()
    const never = new Promise<void>(() => {})
    afterAt('a.tsx:1:1', 'Page', next.after, () => {}, { name: 'good' })
    afterAt('a.tsx:2:1', 'Page', next.after, () => Promise.reject(new Error('x')), { name: 'bad' })
    afterAt('a.tsx:3:1', 'Page', next.after, never, { name: 'slow', timeout: 10 })
    const outside = () => {
      throw new Error('outside a request scope')
    }
    expect(() => afterAt('a.tsx:4:1', '', outside, () => {}, { name: 'lost' })).toThrow('outside')
    await next.run()
    const kindsOf = (name: string) => events.filter((e) => e.name === name).map(({ kind }) => kind)
    expect(kindsOf('good')).toEqual(['schedule', 'start', 'end'])
    expect(kindsOf('bad')).toEqual(['schedule', 'start', 'error'])
    expect(kindsOf('slow')).toEqual(['schedule', 'start', 'timeout'])
    expect(kindsOf('lost')).toEqual(['schedule', 'abandon'])
    expect(new Set(events.map(({ taskId }) => taskId)).size).toBe(4)
    expect(events[0]).toMatchObject({ site: 'a.tsx:1:1', caller: 'Page', name: 'good' })
  })

  it('where the server is watched, events and errors name the request, and nested tasks their outer one', async () => {
    const errors = collectErrors()
    const events: TaskEvent[] = []
    const listener = (event: unknown) => events.push(event as TaskEvent)
    subscribe('afterword:task:schedule', listener)
    onTestFinished(() => {
      unsubscribe('afterword:task:schedule', listener)
    })
    const [next, nested] = [createNextAfter(), createNextAfter()]
    await serveOnce(() => {
      afterAt('a.tsx:1:1', 'Page', next.after, () => {
        afterAt('a.tsx:2:1', 'Page', nested.after, () => Promise.reject(new Error('x')))
      })
    })
    await next.run()
    await nested.run()
    const [outer, inner] = events as [TaskEvent, TaskEvent]
    expect(inner).toMatchObject({ requestId: outer.requestId, parentTaskId: outer.taskId })
    expect(errors[0]!.info).toMatchObject({
      site: 'a.tsx:2:1',
      requestId: outer.requestId,
      request: 'GET /',
      outcome: 'sent',
    })
  })
})

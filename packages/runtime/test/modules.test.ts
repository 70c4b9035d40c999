import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

type Runtime = typeof import('@afterword/runtime')
type Compiled = typeof import('@afterword/runtime/compiled')
type Fetch = typeof import('@afterword/runtime/fetch')

/** A copy of the built package, as a bundler would make: other files, other modules. */
async function loadCopy() {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await cp(fileURLToPath(new URL('../dist', import.meta.url)), folder, { recursive: true })
  await cp(fileURLToPath(new URL('../package.json', import.meta.url)), join(folder, 'package.json'))
  const load = (file: string) => import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href)
  return {
    runtime: (await load('index.js')) as Runtime,
    compiled: (await load('compiled.js')) as Compiled,
    fetch: (await load('hosts/fetch.js')) as Fetch,
  }
}

describe('module loaded twice', () => {
  it('shares requests, request APIs, settings and drain', async () => {
    const first = await import('@afterword/runtime')
    const { withAfter } = await import('@afterword/runtime/fetch')
    const second = await loadCopy()
    expect(second.runtime.after).not.toBe(first.after)
    const errors: unknown[] = []
    second.runtime.configure({ onTaskError: (error, info) => errors.push([error, info.entry]) })
    const order: string[] = []
    const entry = { phase: 'route', file: 'a.ts', name: 'GET' } as const
    const handler = withAfter(async (_request: Request) => {
      await second.compiled.runEntry(entry, async () => {
        ;(await second.runtime.cookies()).set('a', '1')
        first.after(() => {
          order.push('first')
          second.runtime.after(() => order.push('nested'))
        })
        second.runtime.after(() => order.push('second'))
        second.compiled.afterAt('a.ts:1:1', '', () => Promise.reject('lost'))
      })
      return new Response(null)
    })
    const response = await handler(new Request('http://test/'))
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/'])
    expect(await second.runtime.drain()).toMatchObject({ drained: 4, openRequests: 0 })
    expect(order).toEqual(['first', 'second', 'nested'])
    expect(errors).toEqual([['lost', 'a.ts#GET']])
    first.configure({ onTaskError: undefined })
  })

  it('a handler wrapped by both copies: throws, and says so', async () => {
    const { withAfter } = await import('@afterword/runtime/fetch')
    const { fetch } = await loadCopy()
    const handler = withAfter(() => new Response(null))
    expect(() => fetch.withAfter(handler)).toThrow('the handler is wrapped already')
  })

  it('handlers of both copies, one called by the other, have one scope', async () => {
    const { after, drain } = await import('@afterword/runtime')
    const { withAfter } = await import('@afterword/runtime/fetch')
    const second = await loadCopy()
    const task = vi.fn()
    const inner = withAfter((_request: Request) => {
      after(task)
      return new Response(null)
    })
    const handler = second.fetch.withAfter((request: Request) => inner(request))
    handler(new Request('http://test/'))
    await drain()
    expect(task).toHaveBeenCalledTimes(1)
  })

  it('survives vi.resetModules()', async () => {
    const { withAfter } = await import('@afterword/runtime/fetch')
    vi.resetModules()
    const { after, drain } = await import('@afterword/runtime')
    const task = vi.fn()
    withAfter((_request: Request) => {
      after(task)
      return new Response(null)
    })(new Request('http://test/'))
    await drain()
    expect(task).toHaveBeenCalledTimes(1)
  })
})

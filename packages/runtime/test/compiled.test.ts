import { after, cookies } from '@afterword/runtime'
import { type Entry, type Phase, runEntry, wrapEntry } from '@afterword/runtime/compiled'
import { describe, expect, it } from 'vitest'
import { collectErrors, serveOnce, wrapFetch } from './support.ts'

const entry = (phase: Phase, name = phase as string, file = `app/${name}.tsx`): Entry => ({
  phase,
  file,
  name,
})

/** The phase and entry that a task gets, for each `note()` call in a request. */
async function trace(body: (note: () => void) => unknown): Promise<string[]> {
  const errors = collectErrors()
  await serveOnce(() => body(() => after(() => Promise.reject(new Error('note')))))
  return errors.map(({ info }) => `${info.phase} ${info.entry?.split('#')[1]}`)
}

describe('runEntry', () => {
  it('a server that has rendered a page may still write cookies', async () => {
    const handler = wrapFetch(async () => {
      await runEntry(entry('render', 'page'), async () => {})
      const store = await cookies()
      store.set('seen', '1')
      return new Response(null)
    })
    const response = await handler(new Request('http://test/'))
    expect(response.headers.getSetCookie()).toEqual(['seen=1; Path=/'])
  })

  it('returns and throws exactly what the body does, in a request and outside', async () => {
    const value = {}
    const error = new Error('x')
    const check = () => {
      expect(runEntry(entry('route'), () => value)).toBe(value)
      expect(() =>
        runEntry(entry('route'), () => {
          throw error
        }),
      ).toThrow(error)
    }
    check()
    wrapFetch(check)(new Request('http://test/'))
  })

  it('no entry: the new one; middleware: the new one; otherwise the outer one', async () => {
    const notes = await trace((note) => {
      note()
      runEntry(entry('middleware'), () => {
        note()
        runEntry(entry('route'), () => {
          note()
          runEntry(entry('render'), note)
        })
        note()
      })
      runEntry(entry('action'), () => runEntry(entry('action', 'inner'), note))
    })
    expect(notes).toEqual([
      'undefined undefined',
      'middleware middleware',
      'route route',
      'route route',
      'middleware middleware',
      'action action',
    ])
  })

  it('a server function called from a render is part of it; a render inside a render has its own name', async () => {
    const notes = await trace((note) =>
      runEntry(entry('render', 'page'), () => {
        runEntry(entry('action'), note)
        runEntry(entry('render', 'generateMetadata'), note)
      }),
    )
    expect(notes).toEqual(['render page', 'render generateMetadata'])
  })

  it('code outside the page’s frame belongs to the page last rendered, not to its layout', async () => {
    const notes = await trace((note) => {
      runEntry(entry('render', 'layout'), () => {})
      note()
      runEntry(entry('render', 'page'), () => {})
      runEntry(entry('render', 'layout'), () => {})
      note()
      runEntry(entry('action'), note)
    })
    expect(notes).toEqual(['render layout', 'render page', 'render page'])
  })

  it('an in-process sub-request has an entry of its own', async () => {
    const notes = await trace((note) =>
      runEntry(entry('render', 'page'), () => {
        const inner = wrapFetch(() => runEntry(entry('route'), note))
        inner(new Request('http://test/inner'))
      }),
    )
    expect(notes).toEqual(['route route'])
  })
})

describe('wrapEntry', () => {
  it('a plain function: same name, length, own properties and `this`', () => {
    const page = Object.assign(
      function Page(this: unknown, _props: object) {
        return this
      },
      { displayName: 'Home' },
    )
    const wrapped = wrapEntry(entry('render'), page)
    expect([wrapped.name, wrapped.length, wrapped.displayName]).toEqual(['Page', 1, 'Home'])
    const self = {}
    expect(wrapped.call(self, {})).toBe(self)
  })

  it('runs in the entry', async () => {
    expect(await trace((note) => wrapEntry(entry('render'), note)())).toEqual(['render render'])
  })

  it.each([
    ['an object', { $$typeof: Symbol.for('react.memo') }],
    [
      'a client reference',
      Object.assign(() => {}, { $$typeof: Symbol.for('react.client.reference') }),
    ],
    ['nothing', undefined],
    ['a string', 'x'],
  ])('%s is returned as it is', (_name, value) => {
    expect(wrapEntry(entry('render'), value)).toBe(value)
  })
})

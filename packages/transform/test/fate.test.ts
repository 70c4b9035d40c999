import { describe, expect, it } from 'vitest'
import { createApiTable } from '../src/module/apis.ts'
import type { Fate } from '../src/module/fate.ts'
import { summarizeModule } from '../src/module/summarize.ts'
import { parseModule } from '../src/source/parse.ts'

const apis = createApiTable({ runtime: '@afterword/runtime', sources: [] })

function summarize(code: string) {
  const parsed = parseModule(code, 'a.ts')
  if (parsed.type === 'failed') throw new Error(parsed.message)
  const { program, comments } = parsed
  return summarizeModule({ code, file: 'a.ts', program, comments, apis })
}

/** What becomes of `work()` in the text. */
function fateOf(code: string): Fate {
  const calls = summarize(code).functions.flatMap((record) => record.calls)
  const found = calls.find(({ callee }) => callee.type === 'global' && callee.name === 'work')
  if (!found) throw new Error(`no work() in ${code}`)
  return found.fate
}

describe('the fate of a value', () => {
  it.each<[Fate['type'], string]>([
    ['dropped', 'work()'],
    ['dropped', 'void work()'],
    ['dropped', 'const f = () => void work()'],
    ['dropped', 'function f() { return void work() }'],
    ['dropped', 'work(), other()'],
    ['dropped', 'flag && work()'],
    ['dropped', 'flag ? work() : other()'],
    ['dropped', '(work() as Promise<void>)!'],
    ['dropped', 'const unread = work()'],
    ['dropped', 'const { data } = work(); use(data)'],
    ['awaited', 'await work()'],
    ['awaited', 'async () => { use(await (flag ? work() : other())) }'],
    ['awaited', 'async () => { return await work() }'],
    ['returned', 'const f = () => work()'],
    ['returned', 'function f() { return flag ? work() : null }'],
    ['returned', 'const f = () => work()!'],
    ['kept', 'const value = work(); use(value)'],
    ['stored', 'value = work()'],
    ['stored', 'this.pending ??= work().catch(log)'],
    ['kept', 'list[work()] = value'],
    ['kept', 'use(work())'],
    ['kept', 'use([work()])'],
    ['kept', 'use(() => { for (const one of work()) use(one) })'],
    ['kept', 'const f = (value = work()) => value'],
    ['kept', 'function* f() { yield work() }'],
    ['kept', 'if (work()) use()'],
    ['kept', 'work() ? use() : other()'],
    ['kept', '!work()'],
    ['kept', 'work().length'],
    ['kept', 'work()[name]()'],
    ['kept', 'work()()'],
    ['kept', 'tag`a`[work()]'],
    ['kept', 'throw work()'],
    ['kept', 'using handle = work()'],
    ['kept', 'await using handle = work()'],
    ['kept', 'export const value = work(); use(value)'],
  ])('is %s: %s', (type, code) => {
    expect(fateOf(code).type).toBe(type)
  })

  it('has the methods called on the way', () => {
    expect(fateOf('work().then(one).catch(two)')).toMatchObject({
      type: 'dropped',
      methods: ['then', 'catch'],
    })
    expect(fateOf('await work()?.then!(one)')).toMatchObject({ type: 'awaited', methods: ['then'] })
    expect(fateOf('const f = () => work().finally(one)')).toMatchObject({
      type: 'returned',
      methods: ['finally'],
    })
  })

  it('has the statement that drops it, and whether that is the last', () => {
    expect(fateOf('use(() => { use(); work() })').statement).toEqual({
      type: 'statement',
      start: 19,
      isVoid: false,
      isLast: true,
    })
    expect(fateOf('use(() => void work())').statement).toEqual({
      type: 'body',
      start: 10,
      isVoid: true,
      isLast: true,
    })
    const isLast = (body: string) => fateOf(`function f() { ${body} }`).statement?.isLast
    expect(isLast('work()')).toBe(true)
    expect(isLast('if (flag) { work() } else other()')).toBe(true)
    expect(isLast('if (flag) work()')).toBe(true)
    expect(isLast('{ work() }')).toBe(true)
    expect(isLast('work(); other()')).toBe(false)
    expect(isLast('if (flag) { work() } other()')).toBe(false)
    expect(isLast('try { work() } catch {}')).toBe(false)
    expect(isLast('for (;;) { work() }')).toBe(false)
    expect(isLast('work(); function other() {}')).toBe(false)
  })

  it('says whether an awaited value is dropped then', () => {
    expect(fateOf('await work()').statement).not.toBeNull()
    expect(fateOf('use(await work())').statement).toBeNull()
  })
})

describe('a function that awaits', () => {
  it.each([
    [true, 'async function f() { await work() }'],
    [true, 'async function f() { for await (const one of work()) use(one) }'],
    [false, 'async function f() { work() }'],
    [false, 'async function f() { use(async () => { await work() }) }'],
  ])('%s: %s', (awaits, code) => {
    expect(summarize(code).functions[1]?.awaits).toHaveLength(awaits ? 1 : 0)
  })
})

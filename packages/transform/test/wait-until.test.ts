import { describe, expect, it } from 'vitest'
import { mayMisuseWaitUntil } from '../src/module/wait-until.ts'

describe('a text that may misuse waitUntil', () => {
  it.each([
    'waitUntil(() => work())',
    'waitUntil(async () => {})',
    'waitUntil(async (): Promise<void> => {})',
    'ctx.waitUntil(\n  function () {})',
    'ctx.waitUntil?.(done => done())',
    'waitUntil(work)',
    'waitUntil(this.work,)',
    'const { waitUntil } = ctx',
    'const { env, waitUntil: keep } = context',
    'fetch(request, env, { waitUntil }) {}',
    'fetch(request, env, { waitUntil }: ExecutionContext) {}',
    'const keep = ctx.waitUntil\n',
    "import { waitUntil as keep } from '@vercel/functions'",
  ])('%s', (text) => expect(mayMisuseWaitUntil(text)).toBe(true))

  it.each([
    "import { waitUntil } from '@vercel/functions'\nwaitUntil(work())",
    'waitUntil((async () => {})())',
    'waitUntil(\n  Promise.all([work()]),\n)',
    'waitUntil(fetch(url).then(() => {}))',
    'const keep = ctx.waitUntil.bind(ctx)',
    'adapt({ waitUntil: (work) => ctx.waitUntil(work()) })',
    'after(() => work())',
  ])('not: %s', (text) => expect(mayMisuseWaitUntil(text)).toBe(false))
})

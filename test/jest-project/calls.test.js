// Jest, its fake timers switched on in the test.
import { after, cookies } from '@afterword/runtime'
import { runWithAfter } from '@afterword/runtime/testing'
import { jest } from '@jest/globals'

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

afterEach(() => jest.useRealTimers())

test('real timers', async () => {
  const { result, tasks } = await runWithAfter(async () => {
    after(async () => {
      await sleep(1)
      after(() => 'nested')
      return 'outer'
    })
    return new Response('body')
  })
  expect(await result.text()).toBe('body')
  expect(tasks.map(({ status, value }) => [status, value])).toEqual([
    ['fulfilled', 'outer'],
    ['fulfilled', 'nested'],
  ])
})

test('fake timers, all of them: tasks that wait for no clock', async () => {
  jest.useFakeTimers()
  const { result, tasks } = await runWithAfter(() => {
    after(() => after(() => 'nested'))
    return new Response('body')
  })
  expect(tasks.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  expect(await result.text()).toBe('body')
})

test('fake timers: tasks that sleep', async () => {
  jest.useFakeTimers()
  const pending = runWithAfter(() => {
    after(async () => {
      await sleep(60_000)
      after(() => sleep(60_000))
    })
    after(() => new Promise(() => {}), { timeout: 1_000 })
  })
  await jest.runAllTimersAsync()
  const { tasks } = await pending
  expect(tasks.map(({ status }) => status)).toEqual(['fulfilled', 'timeout', 'fulfilled'])
})

test('a task that never settles', async () => {
  jest.useFakeTimers()
  const { tasks } = await runWithAfter(() => after(() => sleep(1)), { timeout: 50 })
  expect(tasks).toMatchObject([{ status: 'pending' }])
})

test("a Server Component's rules", async () => {
  const { tasks } = await runWithAfter(() => after(() => cookies()), { phase: 'render' })
  expect(tasks).toMatchObject([{ status: 'rejected', reason: { code: 'request-api-in-after' } }])
})

// Jest, its fake timers switched on by configuration: the runtime is loaded under them.
import { after } from '@afterword/runtime'
import { runWithAfter } from '@afterword/runtime/testing'
import { jest } from '@jest/globals'

test('loaded under fake timers', async () => {
  expect(jest.getTimerCount()).toBe(0)
  const { tasks } = await runWithAfter(() => after(async () => after(() => 'nested')))
  expect(tasks.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  expect((await runWithAfter(() => 'again')).result).toBe('again')
})

// What the READMEs of examples/express and examples/hono say, done: their commands, what is printed, the misuse.
import { expect, it } from 'vitest'
import { readExample, runMisuse, serve } from './support/example.ts'

it.each(['express', 'hono'])('examples/%s: the commands of its README', async (name) => {
  const { steps } = readExample(name)
  const start = steps.findIndex(({ command }) => command.startsWith('npm start'))
  expect(steps.slice(0, start).map(({ command }) => command)).toEqual(['npm ci && npm run build'])
  const server = await serve(steps[start]?.command as string)
  const requests = steps.filter(({ command }) => /^curl .*localhost:3000/.test(command))
  expect(requests).toHaveLength(2)
  for (const step of requests) await server.run(step)
})

it.each([
  ['express', 'start'],
  ['hono', 'build'],
])('examples/%s: the misuse of its README is reported', (name, script) => {
  const example = readExample(name)
  expect(runMisuse(example, script)).toContain(example.report)
})

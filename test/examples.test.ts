// What the READMEs of examples/express and examples/hono say, done: their commands, what is printed, the misuse.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from './support/cli.ts'
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

it('examples/misuse: afterword check finds what the build finds', () => {
  const folder = join(import.meta.dirname, '../examples/misuse')
  const listFindings = (text: string) =>
    [...text.matchAll(/^(?:error|warning) ([\w-]+): .*\n\n {2}(\S+:\d+:\d+)$/gm)]
      .map(([, code, place]) => `${place} ${code}`)
      .sort()
  const built = listFindings(readFileSync(join(folder, 'README.md'), 'utf8'))
  expect(built.length).toBeGreaterThan(15)
  expect(listFindings(runCli(['check'], folder).stdout)).toEqual(built)
})

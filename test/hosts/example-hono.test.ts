// The Worker of examples/hono, by the commands of its README.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readExample, serve } from '../support/example.ts'
import { workerd } from './support/runtimes.ts'

it.runIf(workerd.command)('examples/hono: the commands of its README for Workers', async () => {
  const { folder, steps } = readExample('hono')
  const build = steps.find(({ command }) => command.startsWith('npm run build:worker'))
  const { status } = spawnSync('sh', ['-c', build?.command as string], {
    cwd: join(folder, '../..'),
  })
  expect(status).toBe(0)
  const start = steps.find(({ command }) => command.startsWith('npx workerd'))
  const command = start?.command.replace('npx workerd', `exec ${workerd.command}`)
  const server = await serve(
    `${command} --socket-addr http=127.0.0.1:0 --control-fd=1`,
    folder,
    /"event":"listen".*"port":(\d+)/,
  )
  const request = steps.find(({ command }) => command.includes('localhost:8787'))
  expect(request?.prints).toHaveLength(2)
  await server.run(request as NonNullable<typeof request>)
})

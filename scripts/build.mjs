// Builds both packages: generates the message catalogue from its markdown, then compiles with tsc.
import { spawnSync } from 'node:child_process'

function run(command, args) {
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}

run('node', ['scripts/messages.mjs'])
run('npx', ['tsc', '--build'])

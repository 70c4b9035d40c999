// Runs the runtime's tests on other versions of Node: node scripts/test-nodes.mjs [22 24]
// Each is the npm package of its binary, installed beside nothing else in a folder for temporary files.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const versions = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24']
const tests = ['packages/runtime', 'test/runtime-stress.test.ts', 'test/runtime-jest.test.ts']
const binaryPackage = `node-${process.platform}-${process.arch}`

for (const version of versions) {
  const folder = join(tmpdir(), `afterword-node-${version}`)
  const bin = join(folder, 'node_modules', binaryPackage, 'bin')
  if (!existsSync(join(bin, 'node'))) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    const args = ['install', '--no-audit', '--no-fund', `${binaryPackage}@${version}`]
    run('npm', args, { cwd: folder })
  }
  console.log(`Node ${version}`)
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
  run(join(bin, 'node'), ['node_modules/vitest/vitest.mjs', 'run', ...tests], { env })
}

function run(command, args, options) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', ...options })
  if (status !== 0) process.exit(status ?? 1)
}

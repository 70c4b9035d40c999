// Runs a Node program to its end, and says what it and the Node processes it started have taken.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from './folder.mjs'

const hook = join(import.meta.dirname, 'usage.cjs')

/**
 * @param {string} file the program
 * @param {readonly string[]} args
 * @param {object} options those of spawnSync
 * @param {readonly number[]} options.statuses exit codes that are a measurement
 * @returns {{ milliseconds: number, cpu: number, megabytes: number, stdout: string }} `milliseconds` from
 * the start to the end; `cpu` in milliseconds, user and system; `megabytes` the most that one process
 * had at once
 */
export function runProcess(file, args, { statuses = [0], env, ...options }) {
  const { folder, remove } = makeFolder(tmpdir(), 'afterword-usage-')
  const begin = performance.now()
  const result = spawnSync(file, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: {
      ...process.env,
      ...env,
      AFTERWORD_BENCH_USAGE: folder,
      NODE_OPTIONS: `--require=${JSON.stringify(hook)}`,
    },
    ...options,
  })
  const milliseconds = performance.now() - begin
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const usages = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  remove()
  if (result.error) throw result.error
  // Whoever stopped it stopped this, too.
  if (result.signal === 'SIGINT' || result.status === 130) process.exit(130)
  if (!statuses.includes(result.status)) {
    throw new Error(`${file} ${args.join(' ')} ended with ${result.status}\n${result.stderr}`)
  }
  return {
    milliseconds,
    cpu: usages.reduce((sum, { cpu }) => sum + cpu, 0),
    megabytes: Math.max(...usages.map((usage) => usage.megabytes)),
    stdout: result.stdout,
  }
}

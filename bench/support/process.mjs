// Runs a Node program to its end, and says what it and the Node processes it started have taken.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const hook = pathToFileURL(join(import.meta.dirname, 'usage.mjs'))

/**
 * @param {string} file the program
 * @param {readonly string[]} args
 * @param {object} options those of spawnSync
 * @param {readonly number[]} options.statuses exit codes that are a measurement
 * @returns {{ milliseconds: number, cpu: number, megabytes: number }} `milliseconds` from the start to
 * the end; `cpu` in milliseconds, user and system; `megabytes` the most that one process had at once
 */
export function runProcess(file, args, { statuses = [0], env, ...options }) {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-usage-'))
  const begin = performance.now()
  const result = spawnSync(file, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: {
      ...process.env,
      ...env,
      AFTERWORD_BENCH_USAGE: folder,
      NODE_OPTIONS: `--import=${hook}`,
    },
    ...options,
  })
  const milliseconds = performance.now() - begin
  const usages = readdirSync(folder).map((name) =>
    JSON.parse(readFileSync(join(folder, name), 'utf8')),
  )
  rmSync(folder, { recursive: true })
  if (result.error) throw result.error
  if (!statuses.includes(result.status)) {
    throw new Error(`${file} ${args.join(' ')} ended with ${result.status}\n${result.stderr}`)
  }
  return {
    milliseconds,
    cpu: usages.reduce((sum, { cpu }) => sum + cpu, 0),
    megabytes: Math.max(...usages.map((usage) => usage.megabytes)),
  }
}

// What the figures were measured on: printed with them, since they mean nothing without it.
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem, type } from 'node:os'
import { join } from 'node:path'

const modules = join(import.meta.dirname, '../node_modules')

export function describeMachine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    system: type(),
    node: process.version,
  }
}

/** The versions of packages that are installed beside the benchmarks, by name. */
export function readVersions(names) {
  return Object.fromEntries(
    names.map((name) => [
      name,
      JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version,
    ]),
  )
}

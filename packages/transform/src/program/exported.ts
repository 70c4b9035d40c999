/** Finds what a module exports under a name: by itself, or by `export *` of others. */
import type { ApiTable } from '../module/apis.ts'
import type { ModuleSummary } from '../module/summary.ts'
import { UNKNOWN } from '../module/value.ts'
import type { Located } from './frame.ts'
import type { Program } from './program.ts'

type MayEnter = (file: string) => boolean

/** `null` where the module has no such export, or a browser's module has it. */
export type ExportFinder = (file: string, name: string, mayEnter: MayEnter) => Located | null

export interface CreateExportFinderInput {
  readonly program: Program
  readonly apis: ApiTable
  readonly follow: (located: Located) => Located
}

export function createExportFinder({
  program,
  apis,
  follow,
}: CreateExportFinderInput): ExportFinder {
  return (file, name, mayEnter) => find(file, name, mayEnter, new Set())

  function find(file: string, name: string, mayEnter: MayEnter, seen: Set<string>): Located | null {
    const module = seen.has(file) ? null : program.summaryOf(file)
    // What a server module imports from a browser's module is a reference, and not the function.
    if (module === null || module.directives.includes('use client')) return null
    seen.add(file)
    const own = module.exports.find((record) => record.name === name && record.name !== '*')
    if (own) return { module, value: own.isReassigned ? UNKNOWN : own.value, frame: null }
    return name === 'default' ? null : findInAll(module, name, mayEnter, seen)
  }

  /** What `export * from …` gives: a name that two of them export is exported by neither. */
  function findInAll(
    module: ModuleSummary,
    name: string,
    mayEnter: MayEnter,
    seen: Set<string>,
  ): Located | null {
    const found: Located[] = []
    const left: string[] = []
    for (const source of listSources(module)) {
      const from = program.resolve(source, module.file)
      if (apis.find(source, name)) {
        // `export * from 'next/headers'`
        found.push({ module, value: { type: 'import', source, name }, frame: null })
      } else if (from !== null && mayEnter(from)) {
        found.push(...asList(find(from, name, mayEnter, seen)))
      } else if (from !== null) {
        left.push(from)
      }
    }
    const [first, ...others] = found
    if (first === undefined) return null
    // These are of no concern, but for having the name.
    const mayExport = (from: string) => program.mayExport(from, name)
    const more = left.filter(mayExport).flatMap((from) => asList(find(from, name, mayExport, seen)))
    return [...others, ...more].every((other) => isSame(first, other)) ? first : null
  }

  function isSame(one: Located, other: Located): boolean {
    const [a, b] = [follow(one), follow(other)]
    if (a.value.type === 'import' && b.value.type === 'import') {
      return a.value.source === b.value.source && a.value.name === b.value.name
    }
    return a.module === b.module && a.value === b.value
  }
}

function listSources({ exports }: ModuleSummary): string[] {
  return exports.flatMap(({ name, value }) =>
    name === '*' && value.type === 'import' ? [value.source] : [],
  )
}

function asList(found: Located | null): Located[] {
  return found ? [found] : []
}

/** Finds how a module without a directive gets into a browser: imported, through others, by one with `'use client'`. */
import type { ImportRecord, ModuleSummary, Place } from '../module/summary.ts'
import type { Program } from './program.ts'

export interface ImportStep {
  readonly file: string
  readonly place: Place
}

/** The imports from the browser's module down to `module`; `null` where there is no such way. */
export function findClientPath(program: Program, module: ModuleSummary): ImportStep[] | null {
  // The way on from each module that has been seen.
  const next = new Map<string, ImportStep[]>([[module.file, []]])
  // The map grows while it is read.
  for (const [file, path] of next) {
    for (const importer of program.importersOf(file)) {
      if (next.has(importer) || !program.mayRunInBrowser(importer)) continue
      const summary = program.summaryOf(importer)
      const place = summary && findImport(program, summary, file)
      if (!summary || !place || summary.directives.includes('use server')) continue
      const steps = [{ file: importer, place }, ...path]
      if (summary.directives.includes('use client')) return steps
      next.set(importer, steps)
    }
  }
  return null
}

/** The first import of a file that is still there when types are gone. */
function findImport(program: Program, { file, imports }: ModuleSummary, to: string): Place | null {
  const found = imports.find(
    (record) => isRuntime(record) && program.resolve(record.source, file) === to,
  )
  return found?.place ?? null
}

function isRuntime({ type, typeOnly, specifiers }: ImportRecord): boolean {
  if (typeOnly) return false
  return (
    type !== 'import' ||
    specifiers.length === 0 ||
    specifiers.some((specifier) => !specifier.typeOnly && specifier.isUsed)
  )
}

/** `after` in a module that a browser loads, in every form of import. */
import { createDiagnostic, type TraceStep } from '../diagnostics/diagnostic.ts'
import { type ApiTable, isAfter } from '../module/apis.ts'
import type { ImportRecord, ModuleSummary, Place } from '../module/summary.ts'
import type { ImportStep } from '../program/client-path.ts'
import type { Rule } from './rule.ts'

const REASONS = {
  directive: {
    where: 'a client component',
    why: "this module is a browser's: it says `'use client'`",
  },
  bundle: {
    // Next.js takes a line that ends with the word bundle for a frame of the stack.
    where: 'a module bundled for the browser',
    why: 'this module is imported, directly or not, by one that runs in the browser',
  },
} as const

function toTraceStep({ file, place }: ImportStep): TraceStep {
  return { file, line: place.line, column: place.column, what: 'imports' }
}

export const afterInClient: Rule = ({ summary, apis, client }) => {
  if (client === null) return []
  const imported = summary.imports.flatMap((record) => findUses(record, apis))
  // What is called and was not seen to be imported.
  const called = imported.length === 0 ? summary.sites.map((site) => site.calleePlace) : []
  return [...imported, ...called].map((place) =>
    createDiagnostic({
      code: 'after-in-client',
      parameters: REASONS[client.type],
      file: summary.file,
      places: { call: place },
      trace: client.type === 'bundle' ? client.path.map(toTraceStep) : [],
    }),
  )
}

/** Whether it matters if the module ends up in a browser: finding that out may take the whole program. */
export function concernsClient({ directives, imports }: ModuleSummary, apis: ApiTable): boolean {
  return (
    directives.includes('use client') || imports.some((record) => findUses(record, apis).length > 0)
  )
}

function findUses(record: ImportRecord, apis: ApiTable): Place[] {
  if (record.typeOnly) return []
  // `export * from` and `export * as server from` hand all of it on.
  const isWhole =
    record.type === 'export-all' ||
    (record.type === 'export' && record.specifiers.some(({ imported }) => imported === '*'))
  if (isWhole) {
    const hasAfter = apis.listProvided(record.source).names.some((name) => name === 'after')
    return hasAfter ? [record.place] : []
  }
  return record.specifiers
    .filter(
      ({ imported, typeOnly, isUsed }) =>
        isUsed && !typeOnly && isAfter(apis.find(record.source, imported)),
    )
    .map(({ place }) => place)
}

/** `after` in a module that a browser loads, in every form of import. */
import { createDiagnostic } from '../diagnostics/diagnostic.ts'
import { isAfter } from '../module/apis.ts'
import type { Rule } from './rule.ts'

const REASONS = {
  directive: {
    where: 'a client component',
    why: "this module is a browser's: it says `'use client'`",
  },
  bundle: {
    where: "a module of the browser's bundle",
    why: 'this module is imported, directly or not, by one that runs in the browser',
  },
} as const

export const afterInClient: Rule = ({ summary, apis, client }) => {
  if (client === null) return []
  return summary.imports.flatMap((record) => {
    if (record.typeOnly) return []
    const uses = record.specifiers.filter(
      ({ imported, typeOnly, isUsed }) =>
        isUsed && !typeOnly && isAfter(apis.find(record.source, imported)),
    )
    return uses.map((specifier) =>
      createDiagnostic({
        code: 'after-in-client',
        parameters: REASONS[client],
        file: summary.file,
        places: { call: specifier.place },
      }),
    )
  })
}

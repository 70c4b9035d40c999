/** The modules of a program, linked by what their specifiers name; who holds the files implements it. */
import type { ModuleSummary } from '../module/summary.ts'
import type { EntryKind } from './entries/entry.ts'

/** Files are project-relative with `/`. Everything is read when it is first asked for. */
export interface Program {
  /** `null` for a module that cannot be read or is not followed. */
  summaryOf(file: string): ModuleSummary | null
  /** The file a specifier names; `null` where that is not found or not followed. */
  resolve(specifier: string, importer: string): string | null
  /** The modules whose text imports the file. */
  importersOf(file: string): readonly string[]
  /** The modules whose text may assign a member of the name of something that they have from the file. */
  writersOf(file: string, name: string): readonly string[]
  /** Whether the module's text may export the name. */
  mayExport(file: string, name: string): boolean
  /** Whether the module may lead, by imports, to one that matters to a rule; `false` saves reading it. */
  mayReach(file: string): boolean
  /** Whether the module may have entry points of its own, by its path and text; of a kind if one is given. */
  mayHaveEntries(file: string, kind?: EntryKind): boolean
  /** Whether any module may have entry points of the kind: `false` saves looking for what leads where. */
  hasEntries(kind?: EntryKind): boolean
  /** Whether the module has `'use client'`, or may be imported, through others, by one that has. */
  mayRunInBrowser(file: string): boolean
}

/** The program of a module that is looked at alone. */
export function createModuleProgram(summary: ModuleSummary): Program {
  return {
    summaryOf: (file) => (file === summary.file ? summary : null),
    resolve: () => null,
    importersOf: () => [],
    writersOf: () => [],
    mayExport: () => true,
    mayReach: () => true,
    mayHaveEntries: () => true,
    hasEntries: () => true,
    mayRunInBrowser: () => true,
  }
}

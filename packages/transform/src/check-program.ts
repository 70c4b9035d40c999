/** Checks a program: links the calls of `after` in the modules that concern it, and runs every rule. */
import { compareByPlace, type Diagnostic } from './diagnostics/diagnostic.ts'
import { dropNested } from './diagnostics/nested.ts'
import type { ApiTable } from './module/apis.ts'
import type { ModuleSummary } from './module/summary.ts'
import type { EntryPoint } from './program/entries/entry.ts'
import { type LinkedSite, linkSites } from './program/link.ts'
import { createLinker, type Linker } from './program/linker.ts'
import type { Program } from './program/program.ts'
import { concernsClient } from './rules/after-in-client.ts'
import { checkModule } from './rules/index.ts'
import type { ClientUse } from './rules/rule.ts'

export interface CheckProgramInput {
  readonly program: Program
  readonly apis: ApiTable
  /** The modules to check: those whose text says that they may concern a rule. */
  readonly modules: readonly ModuleSummary[]
  readonly entriesOf: (module: ModuleSummary) => readonly EntryPoint[]
  /** Why a module ends up in a browser, if it does. */
  readonly clientOf: (module: ModuleSummary) => ClientUse | null
}

/** A module with what was found by way of its calls of `after`. */
export interface CheckedModule {
  readonly file: string
  readonly sites: readonly LinkedSite[]
  readonly diagnostics: readonly Diagnostic[]
  /** Whether its tasks lead further than they are followed. */
  readonly isCutShort: boolean
}

export function checkProgram(input: CheckProgramInput): CheckedModule[] {
  const linker = createLinker(input.program, input.apis, true)
  const checked = checkWith(linker, input)
  const isClean = checked.every(({ diagnostics }) => diagnostics.length === 0)
  if (isClean || linker.isTrustJustified()) return checked
  return checkWith(createLinker(input.program, input.apis), input)
}

function checkWith(
  linker: Linker,
  { apis, modules, entriesOf, clientOf }: CheckProgramInput,
): CheckedModule[] {
  const sites = linkSites({ linker, modules, entriesOf })
  const sitesOf = new Map<ModuleSummary, LinkedSite[]>(modules.map((module) => [module, []]))
  for (const site of sites) {
    const known = sitesOf.get(site.module)
    if (known) known.push(site)
    else sitesOf.set(site.module, [site])
  }
  return [...sitesOf].map(([summary, own]) => {
    const entries = entriesOf(summary)
    const client = own.length > 0 || concernsClient(summary, apis) ? clientOf(summary) : null
    const diagnostics = checkModule({ summary, entries, sites: own, apis, linker, client })
    const isCutShort = linker.budget.wasCutShort(summary)
    return { file: summary.file, sites: own, diagnostics, isCutShort }
  })
}

/** What was found in all modules, one a place, code and misuse, by file and place. */
export function listDiagnostics(modules: readonly CheckedModule[]): Diagnostic[] {
  const seen = new Set<string>()
  const found = modules.flatMap(({ diagnostics }) => diagnostics)
  return dropNested(found)
    .filter(({ code, file, line, column }) => {
      const key = `${code}:${file}:${line}:${column}`
      return !seen.has(key) && seen.add(key)
    })
    .sort(compareByPlace)
}

/** Finds the calls of `after` in a program: also where it is handed on under another name. */
import { isAfter } from '../module/apis.ts'
import { describeSite, nameCaller } from '../module/sites.ts'
import type { ModuleSummary, SiteCall } from '../module/summary.ts'
import type { Value } from '../module/value.ts'
import { findHandedOver } from './handed-over.ts'
import type { Linker } from './linker.ts'

export interface FoundSite {
  readonly module: ModuleSummary
  readonly site: SiteCall
}

/** `modules` are those whose text mentions where `after` comes from. */
export function findSites(linker: Linker, modules: readonly ModuleSummary[]): FoundSite[] {
  const own = modules.flatMap((module) => module.sites.map((site) => ({ module, site })))
  const known = [...own, ...findForwarded(linker, modules)]
  const starts = new Set(known.map(({ module, site }) => `${module.file}:${site.place.start}`))
  const handedOver = findHandedOver(linker, modules).flatMap((found): FoundSite[] => {
    const { module, function: index, call } = found
    if (starts.has(`${module.file}:${call.place.start}`)) return []
    const caller = nameCaller(module.functions, index)
    return [{ module, site: describeSite(call, { api: 'after', function: index, caller }) }]
  })
  return [...known, ...handedOver]
}

/** `export { after } from 'next/server'`, and who imports it from there. */
function findForwarded(linker: Linker, modules: readonly ModuleSummary[]): FoundSite[] {
  const { program } = linker
  const forwarding = new Set(modules.filter((module) => forwardsAfter(linker, module)))
  const seen = new Set<string>()
  const found: FoundSite[] = []
  // The set grows while it is read.
  for (const { file } of forwarding) {
    for (const importer of program.importersOf(file)) {
      const module = seen.has(importer) ? null : program.summaryOf(importer)
      seen.add(importer)
      if (module === null) continue
      found.push(...sitesIn(linker, module))
      if (forwardsAfter(linker, module) || forwardsWhole(linker, module, file)) {
        forwarding.add(module)
      }
    }
  }
  return found
}

function forwardsAfter(linker: Linker, module: ModuleSummary): boolean {
  return module.exports.some(({ name, value }) => {
    const all = value.type === 'import' && name === '*'
    return hasAfter(linker, module, all ? { ...value, name: 'after' } : value)
  })
}

/** `export * as server from './server'` */
function forwardsWhole({ program }: Linker, module: ModuleSummary, file: string): boolean {
  return module.exports.some(
    ({ value }) =>
      value.type === 'import' &&
      value.name === '*' &&
      program.resolve(value.source, module.file) === file,
  )
}

/** Whether a value is `after`, or an object that has it: `{ schedule: after }`. */
function hasAfter(linker: Linker, module: ModuleSummary, value: Value): boolean {
  if (value.type === 'literal') {
    return Object.values(value.members ?? {}).some((member) => hasAfter(linker, module, member))
  }
  return value.type === 'import' && isAfter(linker.apiOf({ module, value, frame: null }))
}

function sitesIn(linker: Linker, module: ModuleSummary): FoundSite[] {
  const own = new Set(module.sites.map(({ place }) => place.start))
  return module.functions.flatMap(({ calls }, index) =>
    calls.flatMap((call): FoundSite[] => {
      if (call.isNew || own.has(call.place.start)) return []
      const api = linker.apiOf({ module, value: call.callee, frame: null })
      if (!isAfter(api)) return []
      const caller = nameCaller(module.functions, index)
      return [{ module, site: describeSite(call, { api, function: index, caller }) }]
    }),
  )
}

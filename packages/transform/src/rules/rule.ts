/** What a rule is: a function from one linked module to the misuses it proves. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { ApiTable } from '../module/apis.ts'
import type { ModuleSummary } from '../module/summary.ts'
import type { ImportStep } from '../program/client-path.ts'
import type { EntryPoint } from '../program/entries/entry.ts'
import type { LinkedSite } from '../program/link.ts'
import type { Linker } from '../program/linker.ts'

export interface RuleContext {
  readonly summary: ModuleSummary
  readonly entries: readonly EntryPoint[]
  /** The module's own `after` calls. */
  readonly sites: readonly LinkedSite[]
  readonly apis: ApiTable
  /** Follows values, into other modules too. */
  readonly linker: Linker
  /** Why the module ends up in a browser: it says `'use client'`, or the build is a browser's. */
  readonly client: ClientUse | null
}

/** How a module gets into a browser. */
export type ClientUse =
  | { readonly type: 'directive' }
  /** `path` is the imports that bring it there, the outermost first, where they are known. */
  | { readonly type: 'bundle'; readonly path: readonly ImportStep[] }

/** Returns the misuses it finds, in any order. */
export type Rule = (context: RuleContext) => Diagnostic[]

// What the compiler says of the application, where it is installed.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A finding, as a check has it. */
export interface InspectorFinding {
  readonly code: string
  readonly severity: string
  readonly message: string
  /** Relative to the project. */
  readonly file: string
  readonly line: number
  readonly column: number
  readonly help: string
  readonly trace: readonly {
    readonly file: string
    readonly line?: number
    readonly column?: number
    readonly what: string
  }[]
}

/** A call of `after`, and the names that its task takes from around it. */
export interface InspectorSite {
  /** `file:line:column` */
  readonly site: string
  readonly captured: readonly string[]
}

export interface InspectorCheck {
  readonly findings: readonly InspectorFinding[]
  readonly sites: readonly InspectorSite[]
}

/** Checks the application as its files are now. */
export type CheckApplication = () => Promise<InspectorCheck>

/** The check of the compiler that a project has installed; finds nothing without one. */
export function findCheck(root: string): CheckApplication {
  let loading: Promise<CheckApplication> | undefined
  return async () => {
    loading ??= loadCheck(root)
    return (await loading)()
  }
}

async function loadCheck(root: string): Promise<CheckApplication> {
  try {
    const path = createRequire(join(root, 'package.json')).resolve('@afterword/transform/inspect')
    const { createCheck } = await import(pathToFileURL(path).href)
    return createCheck(root)
  } catch {
    return async () => ({ findings: [], sites: [] })
  }
}

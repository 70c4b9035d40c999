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
  /** Whether the findings are those of a check: the first may go on, or have failed. */
  readonly state: 'checking' | 'checked' | 'failed' | 'not installed'
  readonly findings: readonly InspectorFinding[]
  readonly sites: readonly InspectorSite[]
}

/** Checks the application as its files are now. */
export type CheckApplication = () => Promise<InspectorCheck>

/** The check of the compiler that a project has installed. */
export function findCheck(root: string): CheckApplication {
  let loading: Promise<CheckApplication> | undefined
  return async () => {
    loading ??= loadCheck(root)
    return (await loading)()
  }
}

async function loadCheck(root: string): Promise<CheckApplication> {
  let path: string
  try {
    path = createRequire(join(root, 'package.json')).resolve('@afterword/transform/inspect')
  } catch {
    return async () => ({ state: 'not installed', findings: [], sites: [] })
  }
  const { createCheck } = await import(pathToFileURL(path).href)
  return createCheck(root)
}

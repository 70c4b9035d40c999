/** What the inspector of `@afterword/runtime` shows of the compiler: the check of a project, again and again. */
import type { InspectorCheck, InspectorFinding, InspectorSite } from '@afterword/runtime/inspector'
import { type CheckOptions, createChecker, type SiteReport } from '../check.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { configure } from './configured.ts'

/**
 * The check of a project as its files are when it is called.
 *
 * @param options beside those of the project's configuration
 */
export async function createCheck(
  root: string,
  options: Omit<CheckOptions, 'root'> = {},
): Promise<() => Promise<InspectorCheck>> {
  const { options: configured } = await configure(root, options)
  const checker = createChecker({ ...configured, root })
  let sites: readonly SiteReport[] | null = null
  return async () => {
    const { diagnostics, linked, listSites } = await checker.check()
    // Which names a task takes changes with its module alone.
    if (sites === null || linked.length > 0) sites = await listSites()
    return describeCheck(diagnostics, sites)
  }
}

export function describeCheck(
  diagnostics: readonly Diagnostic[],
  sites: readonly SiteReport[],
): InspectorCheck {
  return { state: 'checked', findings: diagnostics.map(toFinding), sites: sites.map(toSite) }
}

function toFinding(diagnostic: Diagnostic): InspectorFinding {
  const { code, severity, message, file, line, column, help, trace } = diagnostic
  return { code, severity, message, file, line, column, help, trace }
}

function toSite({ file, line, column, captured }: SiteReport): InspectorSite {
  return { site: `${file}:${line}:${column}`, captured }
}

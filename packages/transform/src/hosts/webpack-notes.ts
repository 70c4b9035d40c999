/**
 * What loaders have found, in the `buildInfo` of webpack's modules, which watch mode and persistent
 * caches keep with the module: it comes again with every build, and goes when the module is mended or
 * gone.
 */
import { type Finding, settleFindings, toBuildError, toWarning } from './findings.ts'
import type { WebpackCompilation, WebpackModule } from './webpack-compiler.ts'

export function note({ buildInfo }: WebpackModule, afterword: readonly Finding[]): void {
  Object.assign(buildInfo ?? {}, { afterword })
}

export function readNotes({ buildInfo }: WebpackModule): readonly Finding[] {
  return (buildInfo as { readonly afterword?: readonly Finding[] } | undefined)?.afterword ?? []
}

/** All errors are one: bundlers and frameworks cut long lists. */
export function reportFindings(
  compilation: Pick<WebpackCompilation, 'errors' | 'warnings'>,
  findings: readonly Finding[],
): void {
  const { errors, warnings } = settleFindings(findings)
  for (const warning of warnings) compilation.warnings.push(toWarning(warning))
  if (errors.length > 0) compilation.errors.push(toBuildError(errors))
}

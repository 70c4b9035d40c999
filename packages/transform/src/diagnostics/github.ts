/** Diagnostics as workflow commands, which GitHub Actions shows beside the lines of a pull request. */
import type { Diagnostic } from './diagnostic.ts'
import { createLocator, type TextOf } from './json.ts'
import { printTrace } from './trace.ts'

/**
 *     ::error title=afterword request-api-in-after,file=app/page.tsx,line=6,endLine=6,col=28,endColumn=37::message
 *
 * @param pathOf the path that the repository has a file under
 */
export function toGitHub(
  diagnostics: readonly Diagnostic[],
  textOf: TextOf,
  pathOf: (file: string) => string,
): string[] {
  const locate = createLocator(textOf)
  return diagnostics.map((diagnostic) => {
    const { line, column, endLine, endColumn } = locate.primary(diagnostic)
    const properties = {
      title: `afterword ${diagnostic.code}`,
      file: pathOf(diagnostic.file),
      line,
      endLine,
      // Columns are read as of one line: of a longer range they are left out.
      ...(line === endLine ? { col: column, endColumn } : {}),
    }
    const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`)
    const command = diagnostic.severity === 'error' ? 'error' : 'warning'
    return `::${command} ${list.join(',')}::${escapeData(describe(diagnostic))}`
  })
}

function describe({ message, trace, reason, help }: Diagnostic): string {
  const path = printTrace(trace).map((step) => `  ${step}`)
  return [message, ...path, `Why: ${reason}`, `Fix: ${help}`].join('\n')
}

/** As GitHub's own toolkit does it. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(value: string | number): string {
  return escapeData(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

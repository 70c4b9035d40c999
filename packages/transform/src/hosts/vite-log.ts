/** Prints findings with Vite's logger, each once for as long as it is there: environments share modules. */
import type { Logger } from 'vite'
import { formatDiagnostic } from '../diagnostics/format.ts'
import { type Finding, printFindings, settleFindings } from './findings.ts'

export interface FindingLog {
  print(findings: readonly Finding[]): void
  /** Notes what Vite itself prints, of an error that a hook throws. */
  notePrinted(findings: readonly Finding[]): void
  /** Notes what is mended: it is news when it comes again. */
  forget(findings: readonly Finding[]): void
}

export function createFindingLog(readLogger: () => Logger): FindingLog {
  const printed = new Set<string>()
  const isNew = ({ diagnostic }: Finding) => !printed.has(formatDiagnostic(diagnostic))
  const log: FindingLog = {
    print(findings) {
      const { errors, warnings } = settleFindings(findings.filter(isNew))
      if (errors.length > 0) readLogger().error(printFindings(errors))
      for (const warning of warnings) readLogger().warn(printFindings([warning]))
      log.notePrinted(findings)
    },
    notePrinted(findings) {
      for (const { diagnostic } of findings) printed.add(formatDiagnostic(diagnostic))
    },
    forget(findings) {
      for (const { diagnostic } of findings) printed.delete(formatDiagnostic(diagnostic))
    },
  }
  return log
}

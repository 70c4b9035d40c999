/** Module summaries, made when first asked for. */
import type { ApiTable } from '../module/apis.ts'
import { summarizeModule } from '../module/summarize.ts'
import type { ModuleSummary } from '../module/summary.ts'
import { parseModule } from '../source/parse.ts'
import { indexLines } from '../source/position.ts'
import type { Problem } from './problem.ts'

export interface Summaries {
  /** `null` for a module that cannot be read or parsed; the problem is reported once. */
  get(file: string): ModuleSummary | null
  /** How many modules have been parsed so far. */
  readonly parsed: number
}

export interface CreateSummariesInput {
  readonly textOf: (file: string) => string | null
  readonly apis: ApiTable
  readonly report: (problem: Problem) => void
}

export function createSummaries({ textOf, apis, report }: CreateSummariesInput): Summaries {
  const known = new Map<string, ModuleSummary | null>()
  let parsed = 0

  function make(file: string): ModuleSummary | null {
    const code = textOf(file)
    if (code === null) return null
    parsed += 1
    try {
      const result = parseModule(code, file)
      if (result.type === 'parsed') return summarizeModule({ code, file, ...result, apis })
      const { line, column } = indexLines(code).positionOf(result.offset)
      report({
        file,
        message: `cannot be parsed: ${result.message} (line ${line}, column ${column})`,
        advice: 'Mend the syntax error: until then calls into the file are not followed.',
      })
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      report({
        file,
        message: 'nests too deeply to be read',
        advice:
          'Move what the server runs to a file of its own: calls into this one are not followed.',
      })
    }
    return null
  }

  return {
    get(file) {
      let summary = known.get(file)
      if (summary === undefined) {
        summary = make(file)
        known.set(file, summary)
      }
      return summary
    },
    get parsed() {
      return parsed
    },
  }
}

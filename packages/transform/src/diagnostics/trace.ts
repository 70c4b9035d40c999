/** Prints the path to a misuse for people, who need its two ends most. */
import type { TraceStep } from './diagnostic.ts'

/** A longer path loses its middle. */
const STEP_LIMIT = 20
const SHOWN_AT_START = 10
const SHOWN_AT_END = 9

/** A line for each step: `app/page.tsx:6:28  calls readSession()`. */
export function printTrace(trace: readonly TraceStep[]): string[] {
  const lines = trace.map(({ file, line, column, what }) => {
    const place = line === undefined ? file : `${file}:${line}:${column}`
    return `${place}  ${what}`
  })
  if (lines.length <= STEP_LIMIT) return lines
  const count = lines.length - SHOWN_AT_START - SHOWN_AT_END
  return [
    ...lines.slice(0, SHOWN_AT_START),
    `… ${count} more steps; \`afterword check --format json\` has them`,
    ...lines.slice(-SHOWN_AT_END),
  ]
}

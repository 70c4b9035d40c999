// Stands in for a database or an analytics service: tasks write lines, pages show the latest.

export interface Line {
  readonly topic: string
  readonly text: string
}

const lines: Line[] = []

/** Writes a line, to the server's log as well. */
export function note(topic: string, text: string) {
  console.log(`  after  ${topic}  ${text}`)
  lines.push({ topic, text })
  if (lines.length > 100) lines.shift()
}

/** The latest lines on a topic, newest first. */
export function recent(topic: string): string[] {
  return lines
    .filter((line) => line.topic === topic)
    .slice(-5)
    .reverse()
    .map((line) => line.text)
}

// Reads a ?ms= parameter: how long a page or a task should take, at most a minute.

export function readMs(text: string | undefined, fallback: number): number {
  const ms = Number(text ?? fallback)
  return ms >= 0 ? Math.min(ms, 60_000) : fallback
}

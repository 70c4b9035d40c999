/** What was meant: the known names nearest to one that is not known. */
import leven from 'leven'

/** At most three names, the nearest first; none when nothing is near. */
export function closest(wrong: string, names: readonly string[]): string[] {
  const limit = Math.max(2, Math.ceil(wrong.length / 3))
  return names
    .map((name) => ({ name, distance: leven(wrong, name) }))
    .filter(({ name, distance }) => distance <= limit || (wrong.length > 2 && name.includes(wrong)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

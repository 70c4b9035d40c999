/** Tells by its stamp whether a file or folder has changed, without reading it. */
import { statSync } from 'node:fs'

/** Pairs of the time of change, in milliseconds, and the size. `NaN` is never the same again. */
export type Stamps = Float64Array

/** How far apart two changes must be, in milliseconds, for their times to differ on usual file systems. */
export const TICK = 15
/** And on those that count whole seconds, in twos at worst. */
const COARSE_TICK = 2000

/**
 * @param begin when reading began: what has changed since, or just before, may not be what was read
 */
export function takeStamps(root: string, paths: readonly string[], begin: number): Stamps {
  const stamps = new Float64Array(paths.length * 2)
  paths.forEach((path, index) => {
    const { time, size } = stampOf(`${root}/${path}`)
    const tick = time % 1000 === 0 ? COARSE_TICK : TICK
    stamps[index * 2] = time + tick > begin ? Number.NaN : time
    stamps[index * 2 + 1] = size
  })
  return stamps
}

/** Whether all paths are as they were when they were stamped. */
export function isUnchanged(
  root: string,
  paths: readonly string[],
  stamps: ArrayLike<unknown>,
): boolean {
  return paths.every((path, index) => {
    const { time, size } = stampOf(`${root}/${path}`)
    return stamps[index * 2] === time && stamps[index * 2 + 1] === size
  })
}

/** The stamps of what a check went by, which tell what has changed since. */
export interface StampBook {
  /** Notes paths with their stamps, which were taken when they were read. */
  note(paths: readonly string[], stamps: Stamps): void
  /** Which of the paths are new or have changed since the last time. */
  listChanged(paths: Iterable<string>): string[]
}

export function createStampBook(root: string): StampBook {
  let read = () => new Map<string, Stamp>()
  const unpack = (paths: readonly string[], stamps: Stamps) =>
    paths.map((path, index): [string, Stamp] => {
      return [path, { time: stamps[index * 2] as number, size: stamps[index * 2 + 1] as number }]
    })
  return {
    note(paths, stamps) {
      const before = read
      // A command that ends here never asks.
      read = () => new Map([...before(), ...unpack(paths, stamps)])
    },
    listChanged(paths) {
      const known = read()
      const list = [...new Set(paths)]
      // What changes while it is being looked at has changed the next time, too.
      const now = new Map(unpack(list, takeStamps(root, list, Date.now())))
      read = () => now
      return list.filter((path) => !isSame(known.get(path), now.get(path)))
    },
  }
}

function isSame(before: Stamp | undefined, now: Stamp | undefined): boolean {
  return before?.time === now?.time && before?.size === now?.size
}

interface Stamp {
  readonly time: number
  readonly size: number
}

const ABSENT: Stamp = { time: 0, size: -1 }

/** The time of change is the system's own: unlike that of modification, no tool sets it back. */
function stampOf(path: string): Stamp {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return ABSENT
    // A folder's size says nothing of its own.
    return { time: stats.ctimeMs, size: stats.isDirectory() ? 0 : stats.size }
  } catch {
    // It cannot be looked at, which is to be so the next time.
    return ABSENT
  }
}

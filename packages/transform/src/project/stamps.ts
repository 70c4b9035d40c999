/** Tells by its stamp whether a file or folder has changed, without reading it. */
import { statSync } from 'node:fs'

/** Pairs of the time of change, in milliseconds, and the size. `NaN` is never the same again. */
export type Stamps = Float64Array

/** How far apart two changes must be, in milliseconds, for their times to differ on usual file systems. */
export const TICK = 15
/** And on those that count whole seconds, in twos at worst. */
const COARSE_TICK = 2000

export interface StampedPaths {
  readonly root: string
  readonly paths: readonly string[]
  /** When reading began, in milliseconds: what has changed since, or just before, may not be what was read. */
  readonly begin: number
}

export function takeStamps({ root, paths, begin }: StampedPaths): Stamps {
  const stamps = new Float64Array(paths.length * 2)
  paths.forEach((path, index) => {
    const { time, size } = stampOf(`${root}/${path}`)
    const tick = time % 1000 === 0 ? COARSE_TICK : TICK
    stamps[index * 2] = time + tick > begin ? Number.NaN : time
    stamps[index * 2 + 1] = size
  })
  return stamps
}

export function joinStamps(first: Stamps, second: Stamps): Stamps {
  const joined = new Float64Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}

/** As a text, which takes a tenth of the time that their numbers in JSON would. */
export function writeStamps(stamps: Stamps): string {
  return Buffer.from(stamps.buffer, stamps.byteOffset, stamps.byteLength).toString('base64')
}

export function readStamps(text: string): Stamps {
  // A copy begins where a number may.
  return new Float64Array(new Uint8Array(Buffer.from(text, 'base64')).buffer)
}

/** Stamps that threads take together. Plain data, which they share. */
export interface SharedStamps {
  readonly stamps: Stamps
  /** The place of the next path that nobody has taken yet. */
  readonly next: Int32Array
}

/** How many paths a thread stamps at a time: about a quarter of a millisecond. */
const PORTION = 64

/** @param count how many paths there are to stamp */
export function shareStamps(count: number): SharedStamps {
  const { BYTES_PER_ELEMENT } = Float64Array
  return {
    stamps: new Float64Array(new SharedArrayBuffer(count * 2 * BYTES_PER_ELEMENT)),
    next: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  }
}

/** Stamps some of the paths that nobody has taken yet; `false` where there are none left. */
export function takeSomeStamps({ stamps, next }: SharedStamps, stamped: StampedPaths): boolean {
  const first = Atomics.add(next, 0, PORTION)
  if (first >= stamped.paths.length) return false
  const portion = { ...stamped, paths: stamped.paths.slice(first, first + PORTION) }
  stamps.set(takeStamps(portion), first * 2)
  return true
}

/** Whether all paths are as they were when they were stamped. */
export function isUnchanged(root: string, paths: readonly string[], stamps: Stamps): boolean {
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
      const now = new Map(unpack(list, takeStamps({ root, paths: list, begin: Date.now() })))
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
const IF_THERE = { throwIfNoEntry: false } as const

/** The time of change is the system's own: unlike that of modification, no tool sets it back. */
function stampOf(path: string): Stamp {
  try {
    const stats = statSync(path, IF_THERE)
    if (stats === undefined) return ABSENT
    // A folder's size says nothing of its own.
    return { time: stats.ctimeMs, size: stats.isDirectory() ? 0 : stats.size }
  } catch {
    // It cannot be looked at, which is to be so the next time.
    return ABSENT
  }
}

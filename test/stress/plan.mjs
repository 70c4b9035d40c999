// What each request of a stress run does, on both sides: a pure function of the seed and its number,
// so that the server, the client and a second run agree without a word.

/** The most callbacks that one request schedules. */
export const MOST_CALLBACKS = 16

/** Milliseconds that a task has which never settles. */
export const SHORT_TIMEOUT = 5

/** Small numbers in the order of a seed (mulberry32). */
export function createRandom(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
  return {
    below: (limit) => Math.floor(next() * limit),
    chance: (share) => next() < share,
    pick: (list) => list[Math.floor(next() * list.length)],
  }
}

/**
 * The plan of a request.
 *
 * - `kind`: `whole`, `stream` and `twice` answer, the last one twice; `throw` and `reject` fail before
 *   they do, `break` in the middle of the body; `hang` never ends, and the client leaves.
 * - `abort`: where the client leaves though it could stay: `stage` is `connect` or `half` of the
 *   request, once it is `sent`, at the `head` of the response, or in its `body`; `isReset` says that
 *   the connection is reset, and not only closed.
 * - `tasks`: what the handler schedules before it answers, `lateTasks` in the middle of the body or
 *   when the client has gone. Each has `id`, `form` and `nested`, tasks that it schedules itself.
 * - `stall`: milliseconds for which the handler blocks the event loop.
 * - `failsWaitUntil`: whether the platform's waitUntil throws, on a host that has one.
 */
export function planRequest(seed, number) {
  const random = createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b))
  const kind = random.pick([
    ...Array(8).fill('whole'),
    ...Array(7).fill('stream'),
    ...['twice', 'throw', 'reject', 'break', 'hang', 'hang'],
  ])
  const canLeave = kind === 'whole' || kind === 'stream' || kind === 'twice'
  const stage = random.pick(['connect', 'half', 'sent', 'sent', 'head', 'head', 'body'])
  const isReset = random.chance(0.5)
  const abort = canLeave && random.chance(0.15) ? { stage, isReset } : undefined
  let count = 0
  const planTasks = (most, depth) => {
    const tasks = []
    for (let i = random.below(most + 1); i > 0 && count < MOST_CALLBACKS; i--) {
      const id = count++
      const form = random.chance(0.04)
        ? random.pick(['endless', 'endless', 'endless promise', 'stall'])
        : random.pick(['sync', 'sync', 'turn', 'timer', 'throw', 'reject', 'promise'])
      tasks.push({ id, form, nested: depth > 0 ? planTasks(2, depth - 1) : [] })
    }
    return tasks
  }
  const tasks = planTasks(3, 2)
  const lateTasks = kind === 'stream' || kind === 'hang' ? planTasks(2, 1) : []
  return {
    kind,
    abort,
    tasks,
    lateTasks,
    chunks: kind === 'stream' ? 1 + random.below(6) : 1,
    chunkSize: random.pick([1, 100, 5_000, 70_000]),
    turns: random.below(3),
    count,
    stall: random.chance(0.002) ? 20 : 0,
    failsWaitUntil: random.chance(0.2),
  }
}

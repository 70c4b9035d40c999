// A server is told to end while it is under load: what it has accepted it answers, what it has taken
// on it finishes, and what its time does not suffice for it names.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { connectClient } from './client.mjs'
import { createRandom } from './plan.mjs'

const CONNECTIONS = 20
/** Milliseconds that the server has. Ended by itself, it is far quicker, on a busy machine too. */
const LIMITS = { short: 300, long: 30_000 }
/** Milliseconds that a busy machine may add. */
const SLACK = 15_000
/** Milliseconds to the signal, of which it takes a few at most. */
const LONGEST_LOAD = 60_000

/** What happens to a server: when the signal comes, whether there is a second one, and its limit. */
export function planShutdown(seed) {
  const random = createRandom(seed)
  // One after the other, so that two shutdowns are one of each.
  const isEndless = seed % 2 === 1
  return {
    signal: random.pick(['SIGTERM', 'SIGINT']),
    /** How many responses come first. */
    after: random.below(300),
    /** Whether some handlers and tasks never end, so that the limit is what ends them. */
    isEndless,
    limit: isEndless ? LIMITS.short : LIMITS.long,
    hasSecond: random.chance(0.3),
  }
}

/** What the request of a number does in a run: milliseconds that its answer and its tasks take. */
export function planWork(seed, number) {
  const { isEndless } = planShutdown(seed)
  const random = createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0xc2b2ae35))
  const time = () => (isEndless && random.chance(0.02) ? Infinity : random.below(40))
  const tasks = Array.from({ length: random.below(4) }, () => ({
    time: time(),
    nested: random.chance(0.3) ? random.below(40) : null,
    isPromise: random.chance(0.2),
  }))
  return { answer: time(), isStream: random.chance(0.4), tasks }
}

/** @returns `failures`, and `summary` of what happened */
export async function runShutdown({ host, seed }) {
  const plan = planShutdown(seed)
  const folder = mkdtempSync(join(tmpdir(), 'afterword-stress-'))
  const file = join(folder, 'log')
  try {
    const server = fileURLToPath(new URL('shutdown-server.mjs', import.meta.url))
    const child = spawn(process.execPath, [server, host, String(seed), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    const standstill = setTimeout(() => child.kill('SIGKILL'), LONGEST_LOAD + plan.limit + SLACK)
    const lines = createInterface({ input: child.stdout })
    const [port] = await Promise.race([once(lines, 'line'), exited])
    const saw = await makeRequests(connectClient(host, Number(port), CONNECTIONS), plan, child)
    const told = performance.now()
    const [code, signal] = await exited
    clearTimeout(standstill)
    const took = performance.now() - told
    return judge({ plan, saw, code, signal, took, log: readLog(file) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Makes requests until the server takes no more; gives what was seen of each. */
async function makeRequests(client, { signal, after, hasSecond }, child) {
  const saw = []
  let next = 0
  let answered = 0
  let isTold = false
  const request = async () => {
    for (;;) {
      const number = next++
      saw[number] = await client.request(number, { kind: 'whole' })
      if (saw[number].startsWith('error') || child.exitCode !== null) return
      if (saw[number].startsWith('whole') && answered++ >= after && !isTold) {
        isTold = true
        child.kill(signal)
        // Soon after the first it counts as the same one.
        if (hasSecond) setTimeout(() => child.kill(signal), 20)
      }
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, request))
  client.close()
  return saw
}

/** Lines of `word name`, and one with the report. */
function readLog(file) {
  const words = { seen: new Set(), answered: new Set(), task: new Set(), done: new Set() }
  let report = null
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const space = line.indexOf(' ')
    const [word, rest] = [line.slice(0, space), line.slice(space + 1)]
    if (word === 'report') report = JSON.parse(rest)
    else words[word]?.add(rest)
  }
  return { ...words, report }
}

function judge({ plan, saw, code, signal, took, log }) {
  const { seen, answered, task, done, report } = log
  const failures = []
  const fail = (text) => failures.length < 20 && failures.push(text)
  if (signal !== plan.signal) fail(`the server ended by ${signal ?? code}, not ${plan.signal}`)
  if (took > plan.limit + SLACK) fail(`it took ${Math.round(took)} ms`)
  if (report === null)
    return { failures: [...failures, 'there is no report'], summary: 'no report' }
  const abandoned = new Set(report.abandoned.map(({ name }) => name))
  if (abandoned.size !== report.abandoned.length) fail('a task was abandoned twice')
  for (const name of task) {
    if (done.has(name) === abandoned.has(name)) {
      fail(`${name} was ${done.has(name) ? 'done, and abandoned' : 'lost in silence'}`)
    }
  }
  for (const name of abandoned) if (!task.has(name)) fail(`${name} was abandoned, not scheduled`)
  for (const number of seen) {
    const word = saw[Number(number)] ?? 'nothing'
    const isWhole = word === 'whole 200'
    if (answered.has(number) ? !isWhole : !plan.isEndless) {
      fail(`request ${number} was accepted, and its client saw ${word}`)
    }
  }
  const open = seen.size - answered.size
  // Between its last byte and the close of its socket a request is open, and answered.
  if (report.openRequests < open) fail(`${open} requests were open, not ${report.openRequests}`)
  if (!plan.isEndless && (abandoned.size > 0 || report.openRequests > 0)) {
    fail(
      `there was time, and ${abandoned.size} tasks and ${report.openRequests} requests were given up`,
    )
  }
  const summary = `${plan.signal} after ${answered.size} of ${seen.size} requests, ${done.size} of ${task.size} tasks done, ${abandoned.size} named`
  return { failures, summary }
}

// What visitors of a trivial route wait while others' requests leave CPU work for after their responses.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sendLoad, sendPaced } from '../runtime/load.mjs'
import { measureRounds, medianOf, percentile, ratioOf } from '../support/statistics.mjs'
import { formatRatio } from '../support/table.mjs'

/** Whose requests leave no work: no visitor can wait less. */
const LIMIT = 'bare http'
/** Whose tasks run at once, one after the other. */
const NAIVE = "res.once('close')"
const SYSTEMS = [LIMIT, NAIVE, 'on-finished', 'Next', 'Afterword']
const SHOWN = { [LIMIT]: 'no work (the limit)', [NAIVE]: `${NAIVE} (naive)` }
const WORK = [1, 10, 100]
/** The share of the time that the scheduled work takes. */
const BUSY = 0.3
/** Milliseconds from one request of the trivial route to the next. */
const PACE = 2

export const packages = ['next', 'on-finished']

export const options = {
  'foreground-rounds': { type: 'string', default: '5' },
  'foreground-seconds': { type: 'string', default: '4' },
}

export async function run(values, progress) {
  const seconds = Number(values['foreground-seconds'])
  const variants = WORK.flatMap((work) => SYSTEMS.map((system) => `${system}, ${work}`))
  const rounds = await measureRounds(
    variants,
    Number(values['foreground-rounds']),
    (variant) => {
      const [, system, work] = /^(.*), (\d+)$/.exec(variant)
      return measureForeground(system, Number(work), seconds)
    },
    progress,
  )
  return WORK.map((work) => printWork(work, rounds))
}

function printWork(work, rounds) {
  const variant = (system) => `${system}, ${work}`
  const ratio = (system, base) => ratioOf(rounds, variant(system), variant(base), 'p99')
  return {
    title: `A trivial route, while requests of another leave ${work} ms of work`,
    columns: ['', 'p50', 'p99', 'p99 to naive', 'p99 to no work'],
    rows: SYSTEMS.map((system) => [
      SHOWN[system] ?? system,
      `${medianOf(rounds, variant(system), 'p50').toFixed(2)} ms`,
      `${medianOf(rounds, variant(system), 'p99').toFixed(2)} ms`,
      formatRatio(ratio(system, NAIVE)),
      formatRatio(ratio(system, LIMIT)),
    ]),
    note:
      `The other route's requests leave a task for each millisecond, and come so often that the tasks ` +
      `take ${BUSY * 100} % of the time; the trivial route is asked for every ${PACE} ms. What it waits ` +
      'for counts from when a request was due, whether the server could take it or not.',
  }
}

async function measureForeground(system, work, seconds) {
  const server = fork(join(import.meta.dirname, 'server.mjs'), [system, String(work)])
  const [{ port }] = await once(server, 'message')
  await sendLoad({ port, count: 2000, connections: 10 })
  // The first of the other requests comes at once, the second when the load has warmed up.
  const load = { port, milliseconds: seconds * 1000, warmUp: work / BUSY }
  const background = sendPaced({ ...load, path: '/work', every: work / BUSY })
  const latencies = await sendPaced({ ...load, path: '/', every: PACE })
  const requests = (await background).length
  server.send('ran?')
  const [{ ran }] = await once(server, 'message')
  server.disconnect()
  await once(server, 'exit')
  // The last one's tasks may still be going on.
  if (system !== LIMIT && ran < (requests - 2) * work)
    throw new Error(`${system} ran ${ran} tasks of ${requests} requests`)
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
}

// What events cost: CPU for a request with one task, beside the same runtime with its events taken out.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { measureRounds, medianOf, ratioOf } from '../support/statistics.mjs'
import { formatRatio } from '../support/table.mjs'

const VARIANTS = ['taken out', 'nobody listens', 'all channels']

export const packages = []

export const options = { 'events-rounds': { type: 'string', default: '15' } }

export async function run(values, progress) {
  const rounds = await measureRounds(VARIANTS, Number(values['events-rounds']), measure, progress)
  return [
    {
      title: 'A request with one task, and its events',
      columns: ['', 'CPU a request', 'to taken out'],
      rows: VARIANTS.map((variant) => [
        variant,
        `${medianOf(rounds, variant, 'cpu').toFixed(2)} µs`,
        formatRatio(ratioOf(rounds, variant, 'taken out', 'cpu')),
      ]),
      note: 'Requests served in process by the fetch host: nothing of a server is in these figures.',
    },
  ]
}

async function measure(variant) {
  const child = fork(join(import.meta.dirname, 'requests.mjs'), [variant], { stdio: 'inherit' })
  const [cpu] = await once(child, 'message')
  await once(child, 'exit')
  return { cpu }
}

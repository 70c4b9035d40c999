// What events cost: CPU for a request with one task, beside the same runtime with its events taken out.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } })
const variants = ['taken out', 'nobody listens', 'all channels']
const server = join(import.meta.dirname, 'requests.mjs')

async function measure(variant) {
  const child = fork(server, [variant], { stdio: 'inherit' })
  const [microseconds] = await once(child, 'message')
  await once(child, 'exit')
  return microseconds
}

const best = Object.fromEntries(variants.map((variant) => [variant, Infinity]))
for (let index = 0; index < Number(values.rounds); index++) {
  // In an order that turns, so that what slows the machine for a while slows them all.
  for (let step = 0; step < variants.length; step++) {
    const variant = variants[(index + step) % variants.length]
    best[variant] = Math.min(best[variant], await measure(variant))
  }
}
for (const [variant, cost] of Object.entries(best)) {
  // Whatever else the machine does only ever adds: the least is nearest to the truth.
  console.log(`${variant}: ${cost.toFixed(2)} µs, ratio ${(cost / best['taken out']).toFixed(2)}`)
}

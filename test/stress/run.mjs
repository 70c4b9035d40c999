// Stress: servers under load whose clients leave at every stage, whose handlers and tasks fail, stall
// and never end, and which are shut down meanwhile. What each server did is checked against a model:
// every callback ran once, none before its response was over, none was lost in a shutdown, and the
// heap is back where it was.
//
//   node test/stress/run.mjs [--minutes 30] [--requests 20000] [--shutdowns 5] [--connections 50]
//                            [--hosts http,http2] [--seed n]
import { parseArgs } from 'node:util'
import { HOSTS } from './hosts.mjs'
import { runLoad } from './load.mjs'
import { runShutdown } from './shutdown.mjs'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '0' },
    requests: { type: 'string', default: '20000' },
    shutdowns: { type: 'string', default: '5' },
    connections: { type: 'string', default: '50' },
    hosts: { type: 'string', default: HOSTS.join(',') },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
  },
})
const [requests, shutdowns, connections, firstSeed] = [
  values.requests,
  values.shutdowns,
  values.connections,
  values.seed,
].map(Number)
const hosts = values.hosts.split(',')
for (const host of hosts) {
  if (!HOSTS.includes(host)) throw new Error(`--hosts: there is no "${host}"; there are ${HOSTS}`)
}
const deadline = performance.now() + Number(values.minutes) * 60_000

// Each round has a seed of its own, which repeats it by itself; at least one is made.
let seed = firstSeed
do {
  for (const host of hosts) {
    await runHost(host)
    if (process.exitCode) break
  }
  seed += shutdowns + 1
} while (performance.now() < deadline && !process.exitCode)
if (!process.exitCode) console.log('every callback ran once, none before its response was over')

async function runHost(host) {
  console.log(`${host}, seed ${seed}: ${requests} requests at ${connections} connections`)
  if (requests > 0) {
    const again = `--hosts ${host} --requests ${requests} --shutdowns 0 --seed ${seed}`
    try {
      const options = { host, requests, connections, seed }
      const { failures, saw, did, speed, startHeap, endHeap } = await runLoad(options)
      console.log(`  ${Math.round(speed)} requests a second; the client saw:`, saw)
      console.log('  the server did:', did)
      console.log(`  heap: ${megabytes(startHeap)} MB, then ${megabytes(endHeap)} MB`)
      report(failures, again)
    } catch (error) {
      report([error.message], again)
    }
  }
  for (let i = 0; i < shutdowns && !process.exitCode; i++) {
    const { failures, summary } = await runShutdown({ host, seed: seed + i })
    console.log(`  shut down, seed ${seed + i}: ${summary}`)
    report(failures, `--hosts ${host} --requests 0 --shutdowns 1 --seed ${seed + i}`)
  }
}

function report(failures, again) {
  if (failures.length === 0) return
  for (const failure of failures) console.error(`FAILED ${failure}`)
  console.error(`Again: npm run test:stress -- ${again}`)
  process.exitCode = 1
}

function megabytes(bytes) {
  return (bytes / 1024 / 1024).toFixed(2)
}

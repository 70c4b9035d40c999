// One stress run: many requests against a server in a process of its own, and the verdict.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { connectClient } from './client.mjs'
import { isWeb } from './hosts.mjs'
import { judge } from './judge.mjs'
import { planRequest } from './plan.mjs'

// Until then the engine compiles and fills its caches, and the heap grows for reasons of its own.
const WARM_UP = 10_000
/** Below it the heap has not settled. */
const LEAST_FOR_HEAP = 5_000

/**
 * @param {{ host: string, requests: number, connections: number, seed: number }} options
 * @returns what the client saw, what the server did, requests a second, the heap in bytes, failures
 */
export async function runLoad({ host, requests, connections, seed }) {
  const warmUp = Math.min(WARM_UP, requests)
  const total = warmUp + requests
  const child = fork(
    fileURLToPath(new URL('server.mjs', import.meta.url)),
    [host, String(seed), String(total)],
    // V8 drops the bytecode of functions that have not been called for a while: on Node 24 a sixth of
    // this heap, at a time of its own.
    { execArgv: ['--expose-gc', '--no-flush-bytecode'] },
  )
  const exit = once(child, 'exit').then(([code, signal]) => {
    if (code !== 0) throw new Error(`the server ended: ${signal ?? code}`)
  })
  const work = async () => {
    const [{ port }] = await once(child, 'message')
    const client = connectClient(host, port, connections)
    /** What the client saw of each request: the log that the server's is checked against. */
    const log = new Array(total)
    let next = 0
    const makeRequests = async (end) => {
      while (next < end) {
        const number = next++
        log[number] = await client.request(number, planRequest(seed, number))
      }
    }
    const runUntil = (end) =>
      Promise.all(Array.from({ length: connections }, () => makeRequests(end)))
    const ask = async (message) => {
      child.send(message)
      return (await once(child, 'message'))[0]
    }
    await runUntil(warmUp)
    const { heap: startHeap } = await ask('measure')
    const startedAt = performance.now()
    await runUntil(total)
    const seconds = (performance.now() - startedAt) / 1000
    const { heap: endHeap } = await ask('measure')
    const report = await ask('report')
    client.close()
    const verdict = judge({ seed, isWeb: isWeb(host), log, report })
    const growth = endHeap / startHeap - 1
    if (requests >= LEAST_FOR_HEAP && Math.abs(growth) > 0.1) {
      verdict.failures.push(`the heap is not back within 10 %: ${(growth * 100).toFixed(1)} %`)
    }
    return { ...verdict, speed: requests / seconds, startHeap, endHeap }
  }
  const [result] = await Promise.all([work(), exit])
  return result
}

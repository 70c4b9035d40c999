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

/** Milliseconds after which an answer that has not come will not come, on a busy machine too. */
const LONGEST_WAIT = 60_000

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
  const ask = async (message) => {
    child.send(message)
    const [answer] = await withinTime(once(child, 'message'), `the server answers no '${message}'`)
    return answer
  }
  const work = async () => {
    const [{ port }] = await once(child, 'message')
    const client = connectClient(host, port, connections)
    /** What the client saw of each request: the log that the server's is checked against. */
    const log = []
    const failures = []
    const makeRequests = async (end) => {
      while (log.length < end && failures.length === 0) {
        const number = log.push('nothing') - 1
        const answer = client.request(number, planRequest(seed, number))
        try {
          log[number] = await withinTime(answer, `request ${number} has no answer`)
        } catch (error) {
          failures.push(error.message)
        }
      }
    }
    const runUntil = (end) =>
      Promise.all(Array.from({ length: connections }, () => makeRequests(end)))
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
      failures.push(`the heap is not back within 10 %: ${(growth * 100).toFixed(1)} %`)
    }
    verdict.failures.unshift(...failures)
    return { ...verdict, speed: requests / seconds, startHeap, endHeap }
  }
  try {
    const working = work()
    const result = await Promise.race([working, exit.then(() => working)])
    await withinTime(exit, 'the server does not end')
    return result
  } finally {
    // What it is asked for has no answer when its event loop stands still.
    child.kill('SIGKILL')
  }
}

/** Rejects where a promise has not settled in the longest time that it can take. */
async function withinTime(promise, message) {
  let timer
  const late = new Promise((_, reject) => {
    const giveUp = () => reject(new Error(`${message} after ${LONGEST_WAIT / 1000} s`))
    timer = setTimeout(giveUp, LONGEST_WAIT)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

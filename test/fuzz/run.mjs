// Fuzzing: each target is a property of generated programs, which holds or is given back as small as
// it can be made, with what repeats it.
//
//   node --experimental-vm-modules test/fuzz/run.mjs [--minutes 30 | --rounds 2] [--seed n] [--only execute,check]
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { createTarget as babel } from './targets/babel.mjs'
import { createTarget as check } from './targets/check.mjs'
import { createTarget as execute } from './targets/execute.mjs'
import { createTarget as inputs } from './targets/inputs.mjs'
import { createTarget as sources } from './targets/sources.mjs'

/** Each with how many runs a round has: rounds take about as long as each other. */
const TARGETS = {
  execute: [execute, 100],
  sources: [sources, 50],
  babel: [babel, 100],
  inputs: [inputs, 100],
  check: [check, 5],
}
/** Milliseconds. */
const MOST_ROUND_TIME = 120_000
const NAMES = Object.keys(TARGETS)

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    rounds: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    only: { type: 'string', default: NAMES.join(',') },
    path: { type: 'string' },
  },
})
const seed = Number(values.seed)
const rounds = Number(values.rounds ?? Infinity)
const minutes = values.rounds ? Infinity : Number(values.minutes)
const deadline = performance.now() + minutes * 60_000
const only = values.only.split(',')
for (const name of only) {
  if (!NAMES.includes(name)) throw new Error(`--only: there is no "${name}"; there are ${NAMES}`)
}

// Generated programs leave promises alone that reject: what is checked is what they write down.
process.on('unhandledRejection', () => {})

const counts = Object.fromEntries(only.map((name) => [name, { runs: 0, skipped: 0 }]))
const limit = values.rounds ? `${rounds} rounds` : `${minutes} minutes`
console.log(`seed ${seed}: ${only.join(', ')}; ${limit}`)
const isDone = await runRounds()
for (const [name, { runs, skipped }] of Object.entries(counts)) {
  console.log(`${name}: ${runs} runs${skipped > 0 ? `, and ${skipped} that were no programs` : ''}`)
}
if (isDone) console.log('every property held')
else process.exitCode = 1

/** One round of each target after the other, until they are made or the time is up. */
async function runRounds() {
  for (let round = 0; round < rounds; round++) {
    for (const name of only) {
      if (performance.now() >= deadline) return true
      // A round's seed repeats it by itself.
      if (!(await runRound(name, seed + round))) return false
    }
  }
  return true
}

async function runRound(name, seed) {
  const [createTarget, numRuns] = TARGETS[name]
  const target = await createTarget()
  const result = await fc.check(target.property, {
    seed,
    numRuns,
    ...(values.path ? { path: values.path } : {}),
    // Making a failure smaller takes as long as it is allowed to.
    interruptAfterTimeLimit: MOST_ROUND_TIME,
  })
  await target.close?.()
  counts[name].runs += result.numRuns
  counts[name].skipped += result.numSkips
  if (!result.failed) return true
  const again = `--only ${name} --seed ${result.seed} --rounds 1`
  console.error(`FAILED ${name}, made smaller ${result.numShrinks} times:`)
  console.error(target.print?.(...result.counterexample) ?? fc.stringify(result.counterexample))
  console.error(result.errorInstance ?? result.error ?? 'interrupted')
  console.error(`Again: npm run test:fuzz -- ${again}`)
  console.error(`Only the smallest: … --path ${result.counterexamplePath}`)
  return false
}

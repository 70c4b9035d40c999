// Loaded before a program: notes in the folder of the variable, from time to time and at its end, what the
// process has taken. Workers are killed, and then there is no end.
// CommonJS: what loads an ES module first takes 10 ms of each thread of the program.
const { renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { isMainThread } = require('node:worker_threads')

/** In milliseconds. */
const INTERVAL = 100

const folder = process.env.AFTERWORD_BENCH_USAGE
if (folder !== undefined && isMainThread) {
  const file = join(folder, `${process.pid}.json`)
  const note = () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    const usage = { cpu: (userCPUTime + systemCPUTime) / 1000, megabytes: maxRSS / 1024 }
    try {
      // Whoever reads meanwhile reads a whole file.
      writeFileSync(`${file}.draft`, JSON.stringify(usage))
      renameSync(`${file}.draft`, file)
    } catch {
      // A process may outlive the one that is measured, and its figures are read by then.
    }
  }
  setInterval(note, INTERVAL).unref()
  process.on('exit', note)
}

// Loaded before a program: notes at its end, in the folder of the variable, what the process has taken.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

const folder = process.env.AFTERWORD_BENCH_USAGE
if (folder !== undefined && isMainThread) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    const usage = { cpu: (userCPUTime + systemCPUTime) / 1000, megabytes: maxRSS / 1024 }
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(usage))
  })
}

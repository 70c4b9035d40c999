// Preloaded into a server: stops its one thread for good at the moment its first task would begin.
// Bytes of a response that are not out by then can never follow.
import { subscribe } from 'node:diagnostics_channel'
import { writeSync } from 'node:fs'

subscribe('afterword:task:start', ({ site }) => {
  writeSync(1, `frozen at ${site}\n`)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})

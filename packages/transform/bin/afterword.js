#!/usr/bin/env node
// Starts the command line, which the build puts into few files.
const { join } = require('node:path')
const { setFlagsFromString } = require('node:v8')
const { load } = require('./code-cache.js')

// A check is over before optimised code would have paid for its compilation, and concurrent collection for
// its start: both take the second core from the thread that reads the files. Loops that run long are
// optimised all the same. Measured on 4,200 files: a tenth of the time, and no more memory. The V8 of
// Node 20 (11) knows the first flag; later ones have a cheaper compiler before the optimising one. What
// V8 does not know it complains of, so those that come after Node 24's (13) are left alone.
const version = Number.parseInt(process.versions.v8, 10)
if (version === 11) setFlagsFromString('--interrupt-budget=600000')
if (version <= 13) {
  for (const work of ['incremental-marking', 'parallel-scavenge', 'concurrent-sweeping']) {
    setFlagsFromString(`--no-${work}`)
  }
}
const { main } = load(join(__dirname, '../dist/command/main.js'))
main(process.argv.slice(2))

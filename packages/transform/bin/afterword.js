#!/usr/bin/env node
// Starts the command line, which the build puts into one file.
import module from 'node:module'
import { setFlagsFromString } from 'node:v8'

// From Node 22.8 on, compiled code is kept between runs.
module.enableCompileCache?.()
// A check is over before optimised code would have paid for its compilation, which takes the second
// core from the thread that reads the files. Loops that run long are optimised all the same. The V8 of
// Node 20 knows the flag; later ones have a cheaper compiler before the optimising one.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=200000')
const { main } = await import('../dist/bin/main.js')
await main(process.argv.slice(2))

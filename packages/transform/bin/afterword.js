#!/usr/bin/env node
// Starts the command line, which the build puts into one file.
import module from 'node:module'

// From Node 22.8 on, compiled code is kept between runs.
module.enableCompileCache?.()
const { main } = await import('../dist/bin/main.js')
await main(process.argv.slice(2))

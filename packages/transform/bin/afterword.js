#!/usr/bin/env node
// Starts the command line; its code is compiled to dist.
import module from 'node:module'

// From Node 22.8 on, compiled code is kept between runs.
module.enableCompileCache?.()
const { main } = await import('../dist/cli/main.js')
await main(process.argv.slice(2))

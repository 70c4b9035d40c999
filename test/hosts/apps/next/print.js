// One line of JSON for each thing that the test waits for.
import { AsyncLocalStorage } from 'node:async_hooks'

/** The user's own context; global, as Next.js bundles this file more than once. */
globalThis.user ??= new AsyncLocalStorage()
export const user = globalThis.user

export const print = (line) => console.log(JSON.stringify(line))

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

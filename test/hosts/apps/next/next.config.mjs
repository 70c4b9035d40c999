import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

export default {
  // Where the packages of this repository are.
  turbopack: { root },
  outputFileTracingRoot: root,
}

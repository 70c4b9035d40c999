import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

export default {
  // Each test that builds has a folder of its own.
  distDir: process.env.DIST_DIR,
  // Where the packages of this repository are.
  outputFileTracingRoot: root,
  turbopack: {
    root,
    rules: { '**/shared/routes.mjs': { loaders: ['./compile.mjs'] } },
  },
}

import { resolve } from 'node:path'
import afterword from '@afterword/transform/rspack'
import config from './rspack.config.mjs'

const sources = process.env.AFTERWORD_SOURCES?.split(',') ?? []

export default {
  ...config,
  cache: { type: 'persistent', storage: { type: 'filesystem', directory: resolve('cache') } },
  module: {
    rules: [...config.module.rules, { test: /\.tsx?$/, loader: resolve('print-compiled.mjs') }],
  },
  plugins: [afterword({ sources })],
}

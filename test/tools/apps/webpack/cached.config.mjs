import { resolve } from 'node:path'
import afterword from '@afterword/transform/webpack'
import config from './webpack.config.mjs'

const sources = process.env.AFTERWORD_SOURCES?.split(',') ?? []

export default {
  ...config,
  cache: { type: 'filesystem', cacheDirectory: resolve('cache') },
  module: {
    rules: [...config.module.rules, { test: /\.tsx?$/, loader: resolve('print-compiled.mjs') }],
  },
  plugins: [afterword({ sources })],
}

import afterword from '@afterword/transform/rspack'

const jsc = {
  target: 'es2022',
  parser: { syntax: 'typescript', tsx: true },
  transform: { react: { runtime: 'automatic' } },
}

export default {
  mode: 'production',
  target: 'node',
  entry: { server: './server.ts' },
  output: { module: true, library: { type: 'module' } },
  experiments: { outputModule: true },
  devtool: 'source-map',
  module: { rules: [{ test: /\.tsx?$/, loader: 'builtin:swc-loader', options: { jsc } }] },
  plugins: [afterword()],
}

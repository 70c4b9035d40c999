export default {
  mode: 'production',
  target: 'node',
  entry: { server: './server.ts' },
  output: { module: true, library: { type: 'module' } },
  experiments: { outputModule: true },
  devtool: 'source-map',
  module: { rules: [{ test: /\.tsx?$/, loader: 'babel-loader' }] },
}

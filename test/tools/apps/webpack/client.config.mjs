import afterword from '@afterword/transform/webpack'

export default {
  mode: 'production',
  target: 'web',
  entry: './src/main.ts',
  module: { rules: [{ test: /\.tsx?$/, loader: 'swc-loader' }] },
  plugins: [afterword()],
}

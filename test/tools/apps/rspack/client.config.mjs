import afterword from '@afterword/transform/rspack'

const jsc = { parser: { syntax: 'typescript' } }

export default {
  mode: 'production',
  target: 'web',
  entry: './src/main.ts',
  module: { rules: [{ test: /\.tsx?$/, loader: 'builtin:swc-loader', options: { jsc } }] },
  plugins: [afterword()],
}

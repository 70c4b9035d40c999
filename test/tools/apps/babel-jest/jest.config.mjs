const presets = [
  ['@babel/preset-env', { targets: { node: 'current' } }],
  '@babel/preset-typescript',
  ['@babel/preset-react', { runtime: 'automatic' }],
]
const plugins = ['@afterword/transform/babel']

export default {
  testEnvironment: 'node',
  transform: { '\\.[jt]sx?$': ['babel-jest', { presets, plugins }] },
  transformIgnorePatterns: ['node_modules/(?!.*@afterword)'],
}

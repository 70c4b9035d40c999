const jsc = {
  target: 'es2022',
  parser: { syntax: 'typescript', tsx: true },
  transform: { react: { runtime: 'automatic' } },
}

export default {
  testEnvironment: 'node',
  transform: { '\\.[jt]sx?$': ['@afterword/transform/swc-jest', { jsc }] },
  transformIgnorePatterns: ['node_modules/(?!.*@afterword)'],
}

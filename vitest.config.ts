import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
    // Have packages and commands of their own: npm run test:hosts, test:next, test:tools, test:packages.
    exclude: [
      'test/hosts/**',
      'test/next/**',
      'test/tools/**',
      'test/packages/**',
      '**/node_modules/**',
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['support/table.ts'],
    testTimeout: 20_000,
    hookTimeout: 300_000,
  },
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['support/table.ts'],
    // Tests wait for events; these only end a wait in vain, also on a machine that is busy otherwise.
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['../tools/support/table.ts'],
    // Two builds at a time are slower than one after the other.
    fileParallelism: false,
    // Tests wait for events; these only end a wait in vain, also on a machine that is busy otherwise.
    testTimeout: 240_000,
    hookTimeout: 480_000,
  },
})

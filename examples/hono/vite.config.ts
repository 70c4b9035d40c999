import afterword from '@afterword/transform/vite'
import { defineConfig, type UserConfig } from 'vite'

const node: UserConfig = { build: { ssr: 'src/server.ts', emptyOutDir: false } }

// A Worker is one file, with everything in it.
const worker: UserConfig = {
  ssr: { target: 'webworker', noExternal: true },
  build: {
    ssr: 'src/app.ts',
    emptyOutDir: false,
    rolldownOptions: { output: { entryFileNames: 'worker.js', codeSplitting: false } },
  },
}

export default defineConfig(({ mode }) => ({
  ...(mode === 'worker' ? worker : node),
  plugins: [afterword()],
}))

import afterword from '@afterword/transform/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  build: { ssr: 'server.ts', sourcemap: true },
  plugins: [afterword()],
})

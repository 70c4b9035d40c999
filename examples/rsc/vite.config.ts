import { fileURLToPath } from 'node:url'
import afterword from '@afterword/transform/vite'
import react from '@vitejs/plugin-react'
import rsc from '@vitejs/plugin-rsc'
import { defineConfig } from 'vite'
import { prerenderPages } from './framework/vite-prerender.ts'

export default defineConfig({
  plugins: [
    afterword(),
    rsc({
      entries: {
        rsc: './framework/entry.rsc.tsx',
        ssr: './framework/entry.ssr.tsx',
        client: './framework/entry.browser.tsx',
      },
    }),
    react(),
    prerenderPages(),
  ],
  resolve: {
    alias: {
      'next/navigation': fileURLToPath(new URL('framework/navigation.ts', import.meta.url)),
    },
  },
})

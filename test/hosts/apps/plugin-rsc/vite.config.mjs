import react from '@vitejs/plugin-react'
import rsc from '@vitejs/plugin-rsc'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [
    rsc({
      entries: { rsc: './entry.rsc.jsx', ssr: './entry.ssr.jsx', client: './entry.browser.jsx' },
    }),
    react(),
  ],
})

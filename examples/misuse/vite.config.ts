import afterword from '@afterword/transform/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [afterword()],
  build: {
    ssr: true,
    rolldownOptions: {
      input: 'src/main.ts',
      // The routes stand in for an application: nothing of React or Next is needed to see them fail.
      external: [
        'react/jsx-runtime',
        'next/navigation',
        'next/cache',
        '@prisma/client',
        '@vercel/functions',
      ],
    },
  },
})

import { reactRouter } from '@react-router/dev/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [reactRouter()],
  // The app's files lie beside another React Router.
  resolve: { dedupe: ['react-router'] },
})

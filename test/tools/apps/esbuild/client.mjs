import afterword from '@afterword/transform/esbuild'
import { build } from 'esbuild'

await build({
  entryPoints: ['src/main.ts'],
  bundle: true,
  outdir: 'dist',
  plugins: [afterword()],
}).catch(() => process.exit(1))

import afterword from '@afterword/transform/esbuild'
import { build } from 'esbuild'

await build({
  entryPoints: ['server.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outdir: 'dist',
  sourcemap: true,
  plugins: [afterword()],
}).catch(() => process.exit(1))

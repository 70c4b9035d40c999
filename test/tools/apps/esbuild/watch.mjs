// esbuild prints nothing of a build that went well.
import afterword from '@afterword/transform/esbuild'
import { context } from 'esbuild'

const printBuilt = {
  name: 'print-built',
  setup: ({ onEnd }) => onEnd(({ errors }) => errors.length || console.log('built')),
}
const watched = await context({
  entryPoints: ['server.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outdir: 'dist',
  plugins: [afterword(), printBuilt],
})
await watched.watch()

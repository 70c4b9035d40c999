import afterword from '@afterword/transform/rollup'
import esbuild from 'rollup-plugin-esbuild'

export default {
  input: 'server.ts',
  output: { dir: 'dist', sourcemap: true },
  plugins: [afterword(), esbuild()],
}

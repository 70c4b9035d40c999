import afterword from '@afterword/transform/rollup'
import esbuild from 'rollup-plugin-esbuild'

export default {
  input: 'src/main.ts',
  output: { dir: 'dist' },
  plugins: [afterword({ environment: 'client' }), esbuild()],
}

import afterword from '@afterword/transform/rolldown'

export default {
  input: 'server.ts',
  platform: 'node',
  output: { dir: 'dist', sourcemap: true },
  plugins: [afterword()],
}

import afterword from '@afterword/transform/rolldown'

export default {
  input: 'src/main.ts',
  platform: 'browser',
  plugins: [afterword()],
}

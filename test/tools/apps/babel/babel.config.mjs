export default {
  presets: [
    ['@babel/preset-typescript', { rewriteImportExtensions: true }],
    ['@babel/preset-react', { runtime: 'automatic' }],
  ],
  plugins: ['@afterword/transform/babel'],
}

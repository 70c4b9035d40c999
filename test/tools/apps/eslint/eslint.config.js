import afterword from '@afterword/transform/eslint'
import * as parser from '@typescript-eslint/parser'

export default [
  { files: ['**/*.{ts,tsx}'], languageOptions: { parser } },
  afterword.configs.recommended,
]

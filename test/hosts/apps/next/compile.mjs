// A loader that compiles the routes which all apps share, as code of an app on Next.js.
import { createCompiler } from '../../../../packages/transform/dist/index.js'

const compiler = createCompiler({ target: 'next', root: import.meta.dirname })

export default function compile(source) {
  // They import the runtime's `after`; on Next.js it is Next's own.
  const code = source.replace(
    "import { after, configure } from '@afterword/runtime'",
    "import { configure } from '@afterword/runtime'; import { after } from 'next/server'",
  )
  return compiler.transform(code, this.resourcePath)?.code ?? code
}

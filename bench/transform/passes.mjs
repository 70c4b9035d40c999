// What is done to every source, by name: our transform, what bounds it, and what else people run.

import { createCompiler } from '@afterword/transform'
import { transformSync as babel } from '@babel/core'
import { transformSync as swc } from '@swc/core'
import { transformHoistInlineDirective, transformWrapExport } from '@vitejs/plugin-rsc/transforms'
import { parseSync } from 'oxc-parser'

/** The least that a Babel plugin can do: it renames the calls of one function. */
const renameAfter = ({ types }) => ({
  visitor: {
    CallExpression({ node }) {
      if (types.isIdentifier(node.callee, { name: 'afterResponse' })) node.callee.name = '_after'
    },
  },
})

export const passes = {
  'Afterword, createCompiler().transform': () => {
    const compiler = createCompiler()
    return ({ file, code }) => compiler.transform(code, file)
  },
  'oxc, parse with tree (the limit)':
    () =>
    ({ file, code }) =>
      parseSync(file, code).program,
  'String.includes, two words (the limit without after)':
    () =>
    ({ code }) =>
      code.includes('next/server') && code.includes('next/headers'),
  '@swc/core, transform with source map':
    () =>
    ({ file, code }) =>
      swc(code, {
        filename: file,
        swcrc: false,
        configFile: false,
        sourceMaps: true,
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: file.endsWith('x') },
          transform: { react: { runtime: 'preserve' } },
        },
      }),
  'Babel, a plugin that renames a call':
    () =>
    ({ file, code }) =>
      babel(code, {
        filename: file,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        compact: false,
        parserOpts: { plugins: file.endsWith('x') ? ['typescript', 'jsx'] : ['typescript'] },
        plugins: [renameAfter],
      }),
  // Both read JavaScript only, so that is what they are given: their figures are of their own bytes.
  '@vitejs/plugin-rsc, parse and wrap the exports':
    () =>
    ({ script }) =>
      transformWrapExport(script, parseSync('module.js', script).program, {
        runtime: (value, name) => `wrap(${value}, ${JSON.stringify(name)})`,
        ignoreExportAllDeclaration: true,
      }),
  '@vitejs/plugin-rsc, parse and hoist server functions':
    () =>
    ({ script }) =>
      transformHoistInlineDirective(script, parseSync('module.js', script).program, {
        runtime: (value, name) => `register(${value}, ${JSON.stringify(name)})`,
        directive: 'use server',
      }),
}

// What is emitted as text and what is emitted as Babel's syntax tree are the same program.
import assert from 'node:assert/strict'
import { createCompiler } from '@afterword/transform'
import afterword from '@afterword/transform/babel'
import { parseSync, transformSync } from '@babel/core'
import { generate } from '@babel/generator'
import fc from 'fast-check'
import { DIAGNOSTIC_CODES } from '../../../packages/transform/dist/diagnostics/diagnostic.js'
import { createEmitter } from '../../support/emission.mjs'
import { moduleAroundAfter } from '../grammar/module.mjs'

// Findings are no part of the program.
const rules = Object.fromEntries(DIAGNOSTIC_CODES.map((code) => [code, 'off']))

export function createTarget() {
  const emitter = createEmitter({
    createCompiler,
    afterword,
    parseSync,
    transformSync,
    generate,
    rules,
  })
  const property = fc.property(
    moduleAroundAfter,
    fc.constantFrom('runtime', 'next'),
    fc.constantFrom('server', 'client'),
    ({ code, id }, target, environment) => {
      fc.pre(emitter.isValid(code, id))
      const { text, tree } = emitter.emit(code, id, { target }, environment)
      assert.equal(tree, text)
    },
  )
  return { property, print: ({ code, id }, ...by) => `${id}, ${by}\n${code}` }
}

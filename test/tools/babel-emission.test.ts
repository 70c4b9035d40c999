// The text and the syntax tree that are emitted are one program, once both are printed by Babel.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createCompiler } from '@afterword/transform'
import afterword from '@afterword/transform/babel'
import { parseSync, transformSync } from '@babel/core'
import { generate } from '@babel/generator'
import { describe, expect, it } from 'vitest'
import { DIAGNOSTIC_CODES } from '../../packages/transform/src/diagnostics/diagnostic.ts'
import { readFixtures } from '../../packages/transform/test/support.ts'
import { createEmitter } from '../support/emission.mjs'

// Findings are no part of the program.
const rules = Object.fromEntries(DIAGNOSTIC_CODES.map((code) => [code, 'off' as const]))

const emitter = createEmitter({
  createCompiler,
  afterword,
  parseSync,
  transformSync,
  generate,
  rules,
})

describe.each(readFixtures())('fixtures/transform/$name', ({ code, id, options, environment }) => {
  it.runIf(emitter.isValid(code, id))('is the same program', () => {
    const { text, tree } = emitter.emit(code, id, options, environment)
    expect(tree).toBe(text)
  })
})

/** Files of the installed packages, spread over all of them. */
function listRealFiles(count: number): string[] {
  const files = readdirSync(`${import.meta.dirname}/node_modules`, {
    recursive: true,
    encoding: 'utf8',
  })
    .filter((file) => /(?<!\.d)\.[cm]?[jt]sx?$/.test(file) && !/\.min\./.test(file))
    .map((file) => `${import.meta.dirname}/node_modules/${file}`)
    .filter((file) => statSync(file).isFile() && statSync(file).size < 40_000)
    .sort()
  const step = files.length / count
  return Array.from({ length: count }, (_, index) => files[Math.floor(index * step)] as string)
}

/** Real code in which common calls are calls of `after`, and, in a module, all exports Server Functions. */
function useAfter(code: string): string {
  const calls =
    /(?<![.\w$])(?:setTimeout|setImmediate|Object\.\w+|Array\.isArray|String|Boolean|Number|Symbol)\(/g
  const isModule = /^(?:import|export)\b/m.test(code)
  const prologue = isModule
    ? "'use server';\nimport { after as __after, NextResponse } from 'next/server';\n"
    : "const { after: __after, NextResponse } = require('next/server');\n"
  return `${prologue}${code.replaceAll(calls, '__after(')}\n__after(() => NextResponse);\n`
}

describe('1,000 files of the installed packages', () => {
  it('are the same programs', { timeout: 600_000 }, () => {
    const counts = { compared: 0, calls: 0, entries: 0 }
    for (const file of listRealFiles(1_200)) {
      const code = useAfter(readFileSync(file, 'utf8'))
      const id = file.slice(import.meta.dirname.length + 1)
      if (!emitter.isValid(code, id)) continue
      const { text, tree } = emitter.emit(code, id, {}, 'server')
      expect(tree, id).toBe(text)
      counts.compared += 1
      counts.calls += text.match(/_after\d*\("/g)?.length ?? 0
      counts.entries += text.match(/_entry\d*\(\{|_wrapEntry\d*\(\{/g)?.length ?? 0
    }
    console.log(counts)
    expect(counts.compared).toBeGreaterThanOrEqual(1_000)
    expect(counts.calls).toBeGreaterThan(2_000)
  })
})

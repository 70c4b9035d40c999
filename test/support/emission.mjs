// Compiles a module twice, as text and as Babel's syntax tree, and prints both by Babel.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Without a configuration, and with what options name. */
const root = mkdtempSync(join(tmpdir(), 'afterword-'))
process.once('exit', () => rmSync(root, { recursive: true }))
/** Where a comment stands, licences too, is no part of the program. */
const PRINTING = { comments: false, shouldPrintComment: () => false }

/** With the Babel of whoever asks, as each has its own. */
export function createEmitter({
  createCompiler,
  afterword,
  parseSync,
  transformSync,
  generate,
  rules = {},
}) {
  return { emit, isValid }

  /** @returns {{ text: string, tree: string }} */
  function emit(code, id, options, environment) {
    const { appDir, serverEntries = [] } = options ?? {}
    if (appDir !== undefined) mkdirSync(join(root, appDir), { recursive: true })
    for (const entry of serverEntries) {
      mkdirSync(dirname(join(root, entry)), { recursive: true })
      writeFileSync(join(root, entry), '')
    }
    const all = { ...options, root, rules, wrap: 'all', environment }
    const text = createCompiler(all).transform(code, `${root}/${id}`)?.code ?? code
    const { wrap: _, ...own } = all
    const tree = transformSync(code, { ...settings(id), plugins: [[afterword, own]] })
    return { text: print(print(text, id), id), tree: print(tree?.code ?? '', id) }
  }

  /** Printed twice: around a comment that goes the printer keeps parentheses that say nothing. */
  function print(code, id) {
    return tidy(generate(parseSync(code, settings(id)), PRINTING).code)
  }

  /** Whether Babel takes the module as it is. */
  function isValid(code, id) {
    try {
      return (
        parseSync(code, { ...settings(id), parserOpts: { plugins: parserPlugins(id) } }) !== null
      )
    } catch {
      return false
    }
  }
}

function settings(id) {
  return {
    filename: `${root}/${id}`,
    root,
    cwd: root,
    configFile: false,
    babelrc: false,
    ...PRINTING,
    compact: false,
    sourceType: 'unambiguous',
    parserOpts: { plugins: parserPlugins(id), errorRecovery: true },
  }
}

function parserPlugins(id) {
  const isTyped = /\.[cm]?tsx?$/.test(id)
  const isJsx = !/\.[cm]?ts$/.test(id)
  return [
    ...(isTyped ? ['typescript'] : []),
    ...(isJsx ? ['jsx'] : []),
    'decorators',
    'importAttributes',
  ]
}

/** Blank lines are where the printer finds them in the input. */
function tidy(code) {
  return code.replaceAll(/\n{2,}/g, '\n')
}

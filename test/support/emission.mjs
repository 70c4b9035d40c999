// Compiles a module twice, as text and as Babel's syntax tree, and prints both by Babel.

/** There, and without a configuration. */
const root = import.meta.dirname
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

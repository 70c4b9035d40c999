/** Which paths the `.gitignore` files met so far leave out. */
import ignore, { type Ignore } from 'ignore'

export interface IgnoreRules {
  /** Whether a path is left out; `path` is relative to the root, a folder's ends in `/`. */
  ignores(path: string): boolean
  /** These rules and, over them, those of a `.gitignore` file. */
  extend(file: IgnoreFile): IgnoreRules
}

export interface IgnoreFile {
  readonly text: string
  /** The folder it stands in, below the root: `''` or ending in `/`. */
  readonly folder: string
  /** Of a file above the root, the way from there to the root: `''` or ending in `/`. */
  readonly prefix: string
}

export const NO_RULES: IgnoreRules = createRules(null, { text: '', folder: '', prefix: '' })

function createRules(outer: IgnoreRules | null, file: IgnoreFile): IgnoreRules {
  const { text, folder, prefix } = file
  const mayMatch = compilePrefilter(text)
  // Made when first needed: most paths are decided by their last name alone.
  let rules: Ignore | null = null

  return {
    ignores(path) {
      const inside = prefix + path.slice(folder.length)
      if (mayMatch(inside)) {
        rules ??= ignore({ ignoreCase: false }).add(text)
        const { ignored, unignored } = rules.test(inside)
        if (ignored || unignored) return ignored
      }
      return outer?.ignores(path) ?? false
    },
    extend(inner) {
      return createRules(this, inner)
    },
  }
}

/**
 * Whether a pattern may match a path: more do than the real test says, which is twenty times as slow,
 * and a walk asks for every path. A pattern with a slash in it is matched from the file's folder on,
 * any other against the last name, which most give as it is.
 *
 *     dist/                  'dist'
 *     *.log              ⬇   /^(?:.*\.log)$/
 *     /apps/web/tmp*         /^(?:apps\/web\/tmp.*)$/
 */
function compilePrefilter(text: string): (path: string) => boolean {
  const patterns = text
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^!/, '').replace(/\/$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
  if (patterns.length === 0) return () => false
  // Escapes and classes are left to the real test.
  if (patterns.some((pattern) => /[\\[]/.test(pattern))) return () => true
  const isPath = (pattern: string) => pattern.includes('/')
  const isOpen = (pattern: string) => /[*?]/.test(pattern)
  const names = new Set(patterns)
  const open = compile(patterns.filter((pattern) => !isPath(pattern) && isOpen(pattern)))
  const paths = compile(patterns.filter(isPath))
  return (candidate) => {
    const path = candidate.endsWith('/') ? candidate.slice(0, -1) : candidate
    const name = path.slice(path.lastIndexOf('/') + 1)
    return names.has(name) || open(name) || paths(path)
  }
}

function compile(patterns: readonly string[]): (text: string) => boolean {
  if (patterns.length === 0) return () => false
  const pattern = new RegExp(`^(?:${patterns.map(toSource).join('|')})$`)
  return (text) => pattern.test(text)
}

/** Stars match slashes too, and two with a slash behind them match nothing as well. */
function toSource(pattern: string): string {
  return pattern
    .replace(/^\//, '')
    .replace(/\*\*\/?/g, '*')
    .replace(/[.+^${}()|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
}

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
 * any other against the last name.
 *
 *     dist/
 *     *.log              ⬇
 *     /apps/web/tmp*     /(?:^|\/)(?:dist|.*\.log)\/?$|^(?:apps\/web\/tmp.*)\/?$/
 */
function compilePrefilter(text: string): (path: string) => boolean {
  const patterns = text
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^!/, '').replace(/\/$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
  if (patterns.length === 0) return () => false
  // Escapes and classes are left to the real test.
  if (patterns.some((pattern) => /[\\[]/.test(pattern))) return () => true
  const paths = patterns.filter((pattern) => pattern.includes('/'))
  const names = patterns.filter((pattern) => !pattern.includes('/'))
  const name = new RegExp(`(?:^|/)(?:${names.map(toSource).join('|')})/?$`)
  const path = new RegExp(`^(?:${paths.map(toSource).join('|')})/?$`)
  return (candidate) =>
    (names.length > 0 && name.test(candidate)) || (paths.length > 0 && path.test(candidate))
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

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
 * Whether a pattern may match a path, by the path's last name: a pattern's last segment has to match
 * it. The real test is twenty times as slow, and a walk asks for every path.
 *
 *     dist/
 *     *.log     ⬇     /^(?:dist|.*\.log)$/
 */
function compilePrefilter(text: string): (path: string) => boolean {
  const patterns = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  if (patterns.length === 0) return () => false
  // Escapes, classes and what lies below a folder are left to the real test.
  if (patterns.some((pattern) => /[\\[]|\*\*\/?\s*$/.test(pattern))) return () => true
  const names = patterns.map((pattern) => {
    const last = /[^/!]*(?=\/?\s*$)/.exec(pattern.trimEnd())?.[0] ?? ''
    return last
      .replace(/[.+^${}()|]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
  })
  const name = new RegExp(`(?:^|/)(?:${names.join('|')})/?$`)
  return (path) => name.test(path)
}

/** What lies around a project's folder: the workspace it belongs to, and the `.gitignore` files above it. */
import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { getProperty, parseJson } from '../source/json.ts'
import { type IgnoreRules, NO_RULES } from './ignored.ts'

export interface Repository {
  /** The outermost folder that may configure the project, relative to it: `''`, `../` and so on. */
  readonly top: string
  /** What the folders above the project leave out. */
  readonly ignored: IgnoreRules
}

/** The nearest folder from the root up that a repository or workspace begins in; else the root itself. */
export function findRepository(root: string): Repository {
  const above = listAbove(root)
  const depth = above.findIndex(isTop)
  const top = depth === -1 ? '' : '../'.repeat(depth)
  return { top, ignored: depth < 1 ? NO_RULES : readRules(root, above.slice(1, depth + 1)) }
}

/** The folder and those above it, nearest first. */
function listAbove(folder: string): string[] {
  const parent = posix.dirname(folder)
  return parent === folder ? [folder] : [folder, ...listAbove(parent)]
}

function isTop(folder: string): boolean {
  if (['.git', 'pnpm-workspace.yaml'].some((name) => existsSync(`${folder}/${name}`))) return true
  const text = readIfThere(`${folder}/package.json`)
  if (text === null) return false
  const json = parseJson(text)
  return json.type === 'read' && getProperty(json.value, 'workspaces') !== undefined
}

function readRules(root: string, folders: readonly string[]): IgnoreRules {
  const rules = folders.toReversed().reduce((outer, above) => {
    const text = readIfThere(`${above}/.gitignore`)
    const prefix = `${posix.relative(above, root)}/`
    return text === null ? outer : outer.extend({ text, folder: '', prefix })
  }, NO_RULES)
  // A project that its repository ignores is checked all the same: it was asked for.
  return rules.ignores('') ? NO_RULES : rules
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

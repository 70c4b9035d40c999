/** Lists a project's source files in one walk, which also meets the files that say how its imports resolve. */
import { type Dirent, existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type IgnoreRules, NO_RULES } from './ignored.ts'
import type { Problem } from './problem.ts'

/** Paths are relative to the root, with `/`; a folder's is `''` or ends in `/`. */
export interface ProjectFiles {
  /** JavaScript and TypeScript modules, without declaration files. */
  readonly sources: readonly string[]
  /** Every `package.json`. */
  readonly manifests: readonly string[]
  /** Every `tsconfig.json` and `jsconfig.json`. */
  readonly configs: readonly string[]
  /** Every `pnpm-workspace.yaml`. */
  readonly workspaces: readonly string[]
  /** Every `node_modules` folder that the walk left out. */
  readonly installed: readonly string[]
  /** Every other folder that the walk left out. */
  readonly ignored: readonly string[]
  /** Every `.gitignore`. */
  readonly ignoreFiles: readonly string[]
  /** Every folder walked. */
  readonly folders: readonly string[]
  readonly problems: readonly Problem[]
}

const SOURCE = /\.[cm]?[jt]sx?$/
const DECLARATION = /\.d\.(?:[cm]?ts|[^.]+\.ts)$/

export function isSource(name: string): boolean {
  return SOURCE.test(name) && !DECLARATION.test(name)
}

/**
 * Walks the folder. Left out are `node_modules`, folders whose name begins with a dot, and what
 * `.gitignore` files say, those of the folders around the root (`outer`) too. A link to a folder is
 * followed where it leads out of the root, once. What cannot be read is a problem, never a throw.
 *
 * @param isWanted by their names, the files to list: the rules take time for each
 */
export function listFiles(
  root: string,
  outer: IgnoreRules = NO_RULES,
  isWanted: (name: string) => boolean = () => true,
): ProjectFiles {
  const sources: string[] = []
  const manifests: string[] = []
  const configs: string[] = []
  const workspaces: string[] = []
  const ignoreFiles: string[] = []
  const installed: string[] = []
  const ignored: string[] = []
  const folders: string[] = []
  const problems: Problem[] = []
  // The folders that are walked whole: a link to one of them, or around it, is not followed.
  const linked = existsSync(root) ? [realpathOf(root)] : []

  walk('', outer)
  return {
    sources,
    manifests,
    configs,
    workspaces,
    installed,
    ignored,
    ignoreFiles,
    folders,
    problems,
  }

  function walk(folder: string, around: IgnoreRules): void {
    const entries = readEntries(folder)
    folders.push(folder)
    let rules = around
    if (entries.some((entry) => entry.name === '.gitignore')) {
      ignoreFiles.push(`${folder}.gitignore`)
      const text = readText(`${folder}.gitignore`)
      if (text !== null) rules = around.extend({ text, folder, prefix: '' })
    }
    for (const entry of entries) {
      const path = folder + entry.name
      if (entry.name === 'node_modules') {
        installed.push(`${path}/`)
        continue
      }
      const type = entry.isSymbolicLink() ? readLink(path) : typeOf(entry)
      if (type === 'folder') {
        if (entry.name.startsWith('.') || rules.ignores(`${path}/`)) ignored.push(`${path}/`)
        else walk(`${path}/`, rules)
      } else if (type === 'file' && isWanted(entry.name)) {
        list(path, entry.name, rules)
      }
    }
  }

  function list(path: string, name: string, rules: IgnoreRules): void {
    if (isSource(name)) {
      if (!rules.ignores(path)) sources.push(path)
    } else if (name === 'package.json') {
      manifests.push(path)
    } else if (name === 'tsconfig.json' || name === 'jsconfig.json') {
      configs.push(path)
    } else if (name === 'pnpm-workspace.yaml') {
      workspaces.push(path)
    }
  }

  function readEntries(folder: string): readonly Dirent[] {
    try {
      return readdirSync(`${root}/${folder}`, { withFileTypes: true })
    } catch (error) {
      problems.push(describeUnreadable(folder === '' ? '.' : folder, error))
      return []
    }
  }

  function readText(path: string): string | null {
    try {
      return readFileSync(`${root}/${path}`, 'utf8')
    } catch (error) {
      problems.push(describeUnreadable(path, error))
      return null
    }
  }

  /** What a link leads to; a folder only where the walk would not come by otherwise. */
  function readLink(path: string): 'file' | 'folder' | null {
    const real = followLink(path)
    if (real === null) return null
    const stats = statSync(real, { throwIfNoEntry: false })
    if (!stats?.isDirectory()) return stats?.isFile() ? 'file' : null
    if (contains(real, realpathOf(dirname(`${root}/${path}`)))) {
      problems.push({
        file: path,
        message: 'leads back to a folder it lies in',
        advice: 'Mend or remove the link. The rest is checked.',
      })
      return null
    }
    if (linked.some((known) => contains(known, real) || contains(real, known))) return null
    linked.push(real)
    return 'folder'
  }

  function followLink(path: string): string | null {
    try {
      return realpathOf(`${root}/${path}`)
    } catch (error) {
      const isCircle = (error as { readonly code?: string }).code === 'ELOOP'
      if (isSource(path) || isCircle) problems.push(describeUnreadable(path, error))
      return null
    }
  }
}

function typeOf(entry: Dirent): 'file' | 'folder' | null {
  if (entry.isDirectory()) return 'folder'
  return entry.isFile() ? 'file' : null
}

function contains(folder: string, path: string): boolean {
  return `${path}/`.startsWith(`${folder}/`)
}

function realpathOf(path: string): string {
  return realpathSync.native(path).replaceAll('\\', '/')
}

/** A problem for a file or folder that the system refuses to read. */
export function describeUnreadable(file: string, error: unknown): Problem {
  const { reason, advice } = explainRefusal(error)
  return { file, message: `cannot be read: ${reason}`, advice: `${advice} The rest is checked.` }
}

/** Why the system refuses a file or folder, and what to do. */
export function explainRefusal(error: unknown): {
  readonly reason: string
  readonly advice: string
} {
  const code = (error as { readonly code?: string }).code ?? String(error)
  const [reason, advice] = REASONS[code] ?? [`the system says ${code}`, 'Look at the file.']
  return { reason, advice }
}

const REASONS: Readonly<Record<string, readonly [reason: string, advice: string]>> = {
  EACCES: ['permission is denied', 'Give the user who runs the check the right to read it.'],
  EPERM: ['permission is denied', 'Give the user who runs the check the right to read it.'],
  EISDIR: ['it is a folder', 'Name it otherwise, or take it away.'],
  ENOENT: ['it, or what it links to, does not exist', 'Mend or remove the link.'],
  ELOOP: ['its links lead in a circle', 'Mend or remove the link.'],
}

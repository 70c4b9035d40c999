/** Which folders belong to a workspace, as npm, Yarn, Bun and pnpm write it down. */
import { createRequire } from 'node:module'
import { getProperty, toStrings } from '../source/json.ts'

const require = createRequire(import.meta.url)

/**
 * The globs of a workspace's folders, relative to its own.
 *
 * @param manifest its `package.json`, if it has one
 * @param pnpm the text of its `pnpm-workspace.yaml`, if it has one
 */
export function listPatterns(manifest: unknown, pnpm: string | null): string[] {
  const workspaces = getProperty(manifest, 'workspaces')
  const patterns = Array.isArray(workspaces) ? workspaces : getProperty(workspaces, 'packages')
  return [...toStrings(patterns), ...(pnpm === null ? [] : readPnpmPackages(pnpm))]
}

/** Whether a folder, relative to the workspace's, is one of its members. */
export function matchMembers(patterns: readonly string[]): (folder: string) => boolean {
  const trimmed = patterns.map((pattern) => pattern.replace(/^(!?)\.\//, '$1').replace(/\/+$/, ''))
  const wanted = trimmed.filter((pattern) => !pattern.startsWith('!')).map(compilePattern)
  const without = trimmed
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => compilePattern(pattern.slice(1)))
  return (folder) =>
    wanted.some((matches) => matches(folder)) && !without.some((matches) => matches(folder))
}

/** Nearly all are a folder, or `folder/*`: for the others there is a library, slow to load. */
function compilePattern(pattern: string): (folder: string) => boolean {
  const [, parent, star] = /^([\w@./-]+?)(\/\*)?$/.exec(pattern) ?? []
  if (parent === undefined) {
    const picomatch = require('picomatch') as typeof import('picomatch')
    return picomatch(pattern)
  }
  if (star === undefined) return (folder) => folder === parent
  const start = `${parent}/`
  return (folder) => folder.startsWith(start) && /^[^./][^/]*$/.test(folder.slice(start.length))
}

/** The list under `packages:`, as a block or in brackets: all that is read of the file. */
function readPnpmPackages(text: string): string[] {
  const list = /^packages:[ \t]*(?:\[([^\]]*)\]|((?:\s*(?:-|#).*)*))/m.exec(text)
  if (list === null) return []
  const items = list[1]?.split(',') ?? (list[2] ?? '').split('\n')
  return items.flatMap((item) => {
    const [, , name] = /^\s*(?:-\s*)?(['"]?)([^'"#\s][^'"#]*?)\1\s*(?:#.*)?$/.exec(item) ?? []
    return name ?? []
  })
}

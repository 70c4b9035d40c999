// Small projects on disk, for real builds: files in a fresh folder that sees this repository's packages.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

export interface Project {
  readonly root: string
  write(file: string, content: string | Uint8Array): void
  read(file: string): string
  /** Every file below a folder, relative to it; none when it does not exist. */
  list(folder: string): string[]
  remove(): void
}

/** Those of the test file that imports this, which go with it at the latest. */
const roots: string[] = []
afterAll(() => {
  for (const root of roots) removeFolder(root)
})

/** @param packages the folder of the packages that it sees */
export function createProject(
  files: Readonly<Record<string, string | Uint8Array>>,
  packages = join(import.meta.dirname, '../../node_modules'),
): Project {
  const root = mkdtempSync(join(tmpdir(), 'afterword-'))
  roots.push(root)
  symlinkSync(packages, join(root, 'node_modules'))
  const project: Project = {
    root,
    write(file, content) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), content)
    },
    read: (file) => readFileSync(join(root, file), 'utf8'),
    list(folder) {
      try {
        return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()
      } catch {
        return []
      }
    },
    remove: () => removeFolder(root),
  }
  project.write('package.json', JSON.stringify({ name: 'project', type: 'module', private: true }))
  for (const [file, content] of Object.entries(files)) project.write(file, content)
  return project
}

function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (error) {
    // What a check in another thread keeps for the next one is written meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error
    removeFolder(folder)
  }
}

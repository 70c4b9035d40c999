/** Real folders for tests of what reads a project from the disk. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createApiTable } from '../../src/module/apis.ts'
import { detectApps } from '../../src/program/detect-apps.ts'
import { openProject, type Project } from '../../src/project/project.ts'
import { startSurvey } from '../../src/project/survey-thread.ts'

/** Texts by path; an object is written as JSON, `{ link }` as a symbolic link. */
export type Tree = Readonly<Record<string, string | object>>

/** Writes the files into a folder of their own, which goes when the test ends. */
export function writeTree(tree: Tree): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'afterword-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  addFiles(root, tree)
  return root
}

export function addFiles(root: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    if (typeof content === 'string') writeFileSync(file, content)
    else if ('link' in content) symlinkSync(String(content.link), file)
    else writeFileSync(file, JSON.stringify(content))
  }
}

export const APIS_OPTIONS = { runtime: '@afterword/runtime', sources: [] }
export const APIS = createApiTable(APIS_OPTIONS)

export async function open(root: string): Promise<Project> {
  return openProject({
    survey: await startSurvey({ root, apis: APIS_OPTIONS }).finish(),
    apis: APIS,
    serverEntries: [],
    findApps: detectApps,
    texts: new Map(),
    store: null,
    summaries: [],
    waitForImporters: () => null,
  })
}

// The compiler's output of a folder of apps, in a folder beside it, where imports find the same packages.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createCompiler } from '@afterword/transform'
import { appsRoot } from './server.ts'

export interface CompiledApps {
  /** Below apps/. */
  readonly folder: string
  remove(): void
}

/** @param folder below apps/ */
export function compileApps(folder: string): CompiledApps {
  const root = mkdtempSync(join(appsRoot, 'compiled-'))
  cpSync(join(appsRoot, folder), root, { recursive: true })
  const compiler = createCompiler({ root, wrap: 'all', preset: 'server' })
  for (const name of readdirSync(root)) {
    const file = join(root, name)
    const result = compiler.transform(readFileSync(file, 'utf8'), file)
    if (result) writeFileSync(file, result.code)
  }
  return { folder: basename(root), remove: () => rmSync(root, { recursive: true }) }
}

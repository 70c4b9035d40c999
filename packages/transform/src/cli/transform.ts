/** `afterword transform`: prints what a build would make of one file. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createCompiler, type TransformOptions } from '../compiler.ts'
import { formatDiagnostics } from '../diagnostics/format.ts'
import type { CompilerOptions } from '../options.ts'
import type { Run } from './commands.ts'
import { Failure } from './failure.ts'
import { findFolder, readConfig } from './project.ts'

export const run: Run = async ({ argument = '', options, terminal }) => {
  const [folder = '.'] = options.get('root') ?? []
  const root = await findFolder(folder)
  const { baseline: _, ...config } = await readConfig(root, folder)
  const [target = config.target] = (options.get('target') ?? []) as CompilerOptions['target'][]
  const compiler = createCompiler({ ...config, root, wrap: 'all', ...(target ? { target } : {}) })
  const path = resolve(argument)
  const code = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === 'ENOENT' ? 'does not exist' : `cannot be read: ${error.message}`
    throw new Failure(`${argument} ${problem}`)
  })
  if (!compiler.idFilter.test(path)) {
    throw new Failure(`${argument} is no JavaScript or TypeScript file`)
  }
  const [environment = 'server'] = (options.get('environment') ??
    []) as TransformOptions['environment'][]
  const result = compiler.transform(code, path, { environment })
  const diagnostics = result?.diagnostics ?? []
  if (diagnostics.length > 0) {
    const list = diagnostics.map((diagnostic) => ({ diagnostic, code }))
    terminal.tell(formatDiagnostics(list, { color: terminal.color.error, width: terminal.width }))
  }
  terminal.print((result?.code ?? code).replace(/\n$/, ''))
  return diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0
}

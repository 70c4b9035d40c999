/** `afterword transform`: prints what a build would make of one file. */
import { readFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import type { TransformOptions } from '../compiler.ts'
import { formatDiagnostics } from '../diagnostics/format.ts'
import { detectProjectApps } from '../hosts/apps.ts'
import { createProjectHost } from '../hosts/host.ts'
import type { CompilerOptions } from '../options.ts'
import { appOf } from '../program/apps.ts'
import { explainRefusal } from '../project/files.ts'
import { listSyntaxErrors } from '../source/parse.ts'
import type { Run } from './commands.ts'
import { Failure } from './failure.ts'
import { findFolder, findPackage, readConfig } from './project.ts'

type Target = NonNullable<CompilerOptions['target']>

export const run: Run = async ({ argument = '', options, terminal }) => {
  const path = resolve(argument)
  const code = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`${argument} ${explainProblem(error)}`)
  })
  const [folder = findPackage(dirname(path)) ?? '.'] = options.get('root') ?? []
  const root = findFolder(folder)
  const { baseline: _, ...config } = await readConfig(root, relative('', root) || '.')
  const [target = config.target ?? detectTarget(root, path)] = (options.get('target') ??
    []) as Target[]
  const { compiler } = createProjectHost({ ...config, target }, { root }, null)
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
  const [problem] = result === null ? listSyntaxErrors(code, path) : []
  if (problem !== undefined) {
    terminal.tell(`afterword: ${argument} does not parse (${problem}); a build gets it as it is`)
  }
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error')
  return hasErrors || problem !== undefined ? 1 : 0
}

function explainProblem(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'does not exist'
  if (error.code === 'EISDIR') return 'is a folder; what is compiled is a file'
  return `cannot be read: ${explainRefusal(error).reason}`
}

function detectTarget(root: string, path: string): Target {
  const file = relative(root, path).replaceAll('\\', '/')
  const app = appOf(file, detectProjectApps(root))
  return app?.conventions.includes('next-app') ? 'next' : 'runtime'
}

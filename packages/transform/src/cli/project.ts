/** The project that a command is about: its folder, its configuration, and what the command line says instead. */
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { CACHE_FOLDER, type CheckOptions, type CheckResult, checkProject } from '../check.ts'
import type { AfterwordConfig } from '../config/config.ts'
import { ConfigError, loadConfig } from '../config/load.ts'
import { DIAGNOSTIC_CODES, type DiagnosticCode } from '../diagnostics/diagnostic.ts'
import { RULE_SEVERITIES, type RuleSeverities, type RuleSeverity } from '../diagnostics/severity.ts'
import { explainRefusal } from '../project/files.ts'
import { refuse } from './arguments.ts'
import type { Invocation } from './commands.ts'
import { Failure } from './failure.ts'

export interface Project {
  readonly root: string
  readonly config: AfterwordConfig
  /** @param texts what files hold that are not written yet */
  check(texts?: ReadonlyMap<string, string>): Promise<CheckResult>
}

/** Reads the folder's configuration. Throws a `Failure` that names the folder, file or option. */
export async function openProject(invocation: Invocation): Promise<Project> {
  const { argument = '.', options, terminal } = invocation
  const root = findFolder(argument)
  const config = await readConfig(root, argument)
  const { target: _, baseline: __, ...shared } = config
  const [preset] = (options.get('preset') ?? []) as NonNullable<CheckOptions['preset']>[]
  const rules = { ...config.rules, ...(await readRules(options.get('rule') ?? [])) }
  const checkOptions: CheckOptions = {
    ...shared,
    root,
    rules,
    cache: readCache(invocation),
    ...(preset ? { preset } : {}),
    onProgress({ phase, done, total }) {
      terminal.progress(`${phase === 'scan' ? 'reading' : 'checking'} ${done} of ${total} files`)
    },
  }

  const told = new Set<string>()

  async function check(texts?: ReadonlyMap<string, string>): Promise<CheckResult> {
    const result = await checkProject({ ...checkOptions, ...(texts ? { texts } : {}) })
    if (result.stats.files === 0) {
      throw new Failure(`${argument} has no JavaScript or TypeScript files`)
    }
    for (const { file, message, advice } of result.problems) {
      const text = `afterword: ${file} ${message}. ${advice}`
      if (!told.has(text)) terminal.tell(text)
      told.add(text)
    }
    tellOfWhole(result)
    return result
  }

  /** In a part of a project, entry points are not known for what they are: that nothing is found says little. */
  function tellOfWhole({ diagnostics, stats }: CheckResult): void {
    const whole = diagnostics.length > 0 || stats.sites === 0 ? null : findPackage(root)
    if (whole === null || whole === root) return
    const text = `afterword: ${relative('', root) || '.'} has no package.json; if it is a part of the project in ${whole}, check that: entry points are known by their place in it.`
    if (!told.has(text)) terminal.tell(text)
    told.add(text)
  }

  return { root, config, check }
}

/** The nearest folder, from this one up, that has a `package.json`. */
export function findPackage(folder: string): string | null {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  return parent === folder ? null : findPackage(parent)
}

/** Asked for, it is made where there is no `node_modules`, too; what only shows what would be done leaves no trace. */
function readCache({ options }: Invocation): boolean | string {
  if (options.has('cache')) return CACHE_FOLDER
  return !options.has('no-cache') && !options.has('dry-run')
}

/** Throws a `Failure` when there is no such folder. */
export function findFolder(path: string): string {
  const root = resolve(path)
  try {
    readdirSync(root)
    return root
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new Failure(`${path} does not exist`)
    if (code !== 'ENOTDIR')
      throw new Failure(`${path} cannot be read: ${explainRefusal(error).reason}`)
    throw new Failure(`${path} is a file; what is checked is a project, given by its folder`)
  }
}

/** Throws a `Failure` that says which file is wrong, and why. */
export async function readConfig(root: string, shown: string): Promise<AfterwordConfig> {
  try {
    return (await loadConfig(root)).config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new Failure(shown === '.' ? error.message : `in ${shown}, ${error.message}`)
  }
}

async function readRules(rules: readonly string[]): Promise<RuleSeverities> {
  const severities: Partial<Record<DiagnosticCode, RuleSeverity>> = {}
  for (const rule of rules) {
    const [, code = rule, severity = ''] = /^([^=]*)=(.*)$/.exec(rule) ?? []
    const known = DIAGNOSTIC_CODES.find((candidate) => candidate === code)
    if (!known) {
      const message = `--rule: there is no code ${code}`
      throw await refuse(message, code, DIAGNOSTIC_CODES, 'afterword explain')
    }
    const weight = RULE_SEVERITIES.find((candidate) => candidate === severity)
    if (!weight) {
      throw new Failure(`--rule ${code}= must say ${RULE_SEVERITIES.join(', ')}, not "${severity}"`)
    }
    severities[known] = weight
  }
  return severities
}

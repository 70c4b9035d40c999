/** The baseline's file: where it is, what is read from it, and how it is written. */
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { CheckResult } from '../check.ts'
import {
  type ApplyBaselineResult,
  applyBaseline,
  type Baseline,
  createBaseline,
  parseBaseline,
  printBaseline,
} from '../diagnostics/baseline.ts'
import type { Invocation } from './commands.ts'
import { Failure } from './failure.ts'
import type { Project } from './project.ts'

export interface BaselineFile {
  /** As people know it. */
  readonly name: string
  /** Throws a `Failure` when it cannot be read. */
  apply(result: CheckResult): Promise<ApplyBaselineResult>
  /** Resolves to how many findings the file holds now. */
  update(result: CheckResult): Promise<number>
}

/** By `--baseline`, from where the command runs, or by the configuration, from the project's folder. */
export function findBaseline({ options }: Invocation, project: Project): BaselineFile | null {
  const [given] = options.get('baseline') ?? []
  const name = given ?? project.config.baseline
  if (name === undefined) return null
  const path = given === undefined ? resolve(project.root, name) : resolve(given)
  return {
    name,
    async apply({ diagnostics, textOf }) {
      return applyBaseline(diagnostics, await readBaseline(path, name), textOf)
    },
    async update({ diagnostics, textOf }) {
      await writeFile(path, printBaseline(createBaseline(diagnostics, textOf))).catch((error) => {
        throw new Failure(`the baseline ${name} cannot be written: ${error.message}`)
      })
      return diagnostics.length
    },
  }
}

async function readBaseline(path: string, name: string): Promise<Baseline> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure(
      error.code === 'ENOENT'
        ? `the baseline ${name} does not exist; --update-baseline writes it`
        : `the baseline ${name} cannot be read: ${error.message}`,
    )
  })
  try {
    return parseBaseline(text)
  } catch (error) {
    throw new Failure(`the baseline ${name} is not one: ${(error as Error).message}`)
  }
}

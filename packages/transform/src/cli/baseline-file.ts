/** The baseline's file: where it is, what is read from it, and how it is written. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CheckResult } from '../check.ts'
import { readBaseline } from '../config/baseline.ts'
import { ConfigError } from '../config/load.ts'
import {
  type ApplyBaselineResult,
  applyBaseline,
  type Baseline,
  createBaseline,
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
      return applyBaseline(diagnostics, readKnown(path, name), textOf)
    },
    async update({ diagnostics, textOf }) {
      try {
        writeFileSync(path, printBaseline(createBaseline(diagnostics, textOf)))
      } catch (error) {
        throw new Failure(`the baseline ${name} cannot be written: ${(error as Error).message}`)
      }
      return diagnostics.length
    },
  }
}

/** Throws a `Failure` that says what is wrong with the file. */
function readKnown(path: string, name: string): Baseline {
  try {
    return readBaseline(path, name)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new Failure(error.message)
  }
}

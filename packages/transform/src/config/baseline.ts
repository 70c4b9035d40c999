/** Reads the file that has the findings which are not to be reported again. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Baseline, parseBaseline } from '../diagnostics/baseline.ts'
import { explainRefusal } from '../project/files.ts'
import type { AfterwordConfig } from './config.ts'
import { ConfigError } from './load.ts'

export interface LoadedBaseline {
  /** `null` when the configuration names none. */
  readonly baseline: Baseline | null
  /** The absolute path of its file. */
  readonly file: string | null
}

/**
 * The baseline that a configuration names.
 *
 * @param root the configuration's folder
 * @throws ConfigError
 */
export function loadBaseline(
  root: string,
  { baseline: name }: Pick<AfterwordConfig, 'baseline'>,
): LoadedBaseline {
  if (name === undefined) return { baseline: null, file: null }
  const file = resolve(root, name)
  return { baseline: readBaseline(file, name), file }
}

/**
 * @param name the path as people know it
 * @throws ConfigError
 */
export function readBaseline(path: string, name: string): Baseline {
  const text = readText(path, name)
  try {
    return parseBaseline(text)
  } catch (error) {
    throw new ConfigError(`the baseline ${name} is not one: ${(error as Error).message}`)
  }
}

function readText(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ConfigError(
      code === 'ENOENT'
        ? `the baseline ${name} does not exist; \`afterword check --update-baseline\` writes it`
        : `the baseline ${name} cannot be read: ${explainRefusal(error).reason}`,
    )
  }
}

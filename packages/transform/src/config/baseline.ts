/** Reads the file that has the findings which are not to be reported again. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Baseline, parseBaseline } from '../diagnostics/baseline.ts'
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
export async function loadBaseline(
  root: string,
  { baseline: name }: Pick<AfterwordConfig, 'baseline'>,
): Promise<LoadedBaseline> {
  if (name === undefined) return { baseline: null, file: null }
  const file = resolve(root, name)
  return { baseline: await readBaseline(file, name), file }
}

/**
 * @param name the path as people know it
 * @throws ConfigError
 */
export async function readBaseline(path: string, name: string): Promise<Baseline> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(
      error.code === 'ENOENT'
        ? `the baseline ${name} does not exist; \`afterword check --update-baseline\` writes it`
        : `the baseline ${name} cannot be read: ${error.message}`,
    )
  })
  try {
    return parseBaseline(text)
  } catch (error) {
    throw new ConfigError(`the baseline ${name} is not one: ${(error as Error).message}`)
  }
}

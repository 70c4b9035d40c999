/** Reads the file that has the findings which are not to be reported again. */
import { readFile } from 'node:fs/promises'
import { type Baseline, parseBaseline } from '../diagnostics/baseline.ts'
import { ConfigError } from './load.ts'

/**
 * @param name the path as people know it
 * @throws ConfigError
 */
export async function readBaseline(path: string, name: string): Promise<Baseline> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(
      error.code === 'ENOENT'
        ? `the baseline ${name} does not exist; --update-baseline writes it`
        : `the baseline ${name} cannot be read: ${error.message}`,
    )
  })
  try {
    return parseBaseline(text)
  } catch (error) {
    throw new ConfigError(`the baseline ${name} is not one: ${(error as Error).message}`)
  }
}

/** The version of this package. */
import { readFileSync } from 'node:fs'

export function readVersion(): string {
  // The same way from `dist/config` and from the command line's bundle, `dist/command`.
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return JSON.parse(text).version
}

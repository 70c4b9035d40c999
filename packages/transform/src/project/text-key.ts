/** The key under which is kept what was found out about one text at one path. */
import { hash } from './hash.ts'

export function keyOfText(file: string, code: string): string {
  return `${file}@${hash(code)}`
}

/** The key under which is kept what was found out about one text at one path. */
import { createHash } from 'node:crypto'

export function keyOfText(file: string, code: string): string {
  return `${file}@${createHash('sha1').update(code).digest('base64')}`
}

// Folders of a benchmark, gone when it is done with them or ended in the middle.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Makes a folder whose name begins with `prefix`, until `remove` is called or the process ends. */
export function makeFolder(parent, prefix) {
  const folder = mkdtempSync(join(parent, prefix))
  const remove = () => {
    process.off('exit', remove)
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', remove)
  return { folder, remove }
}

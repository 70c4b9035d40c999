// Folders of a benchmark, gone when it is done with them or ended in the middle.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Makes a folder whose name begins with `prefix`, until `remove` is called or the process ends. */
export function makeFolder(parent, prefix) {
  const folder = mkdtempSync(join(parent, prefix))
  const remove = () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
      process.off('exit', remove)
    } catch (error) {
      // A process that outlives the one it belongs to may still be writing: there is time until the exit.
      if (error.code !== 'ENOTEMPTY') throw error
    }
  }
  process.on('exit', remove)
  return { folder, remove }
}

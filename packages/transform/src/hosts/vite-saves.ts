/** In dev: sees a save that Vite's watcher swallows, which tells of one change of a file in 50 ms (Vite 8.3). */
import { statSync } from 'node:fs'
import type { Plugin } from 'vite'

/** In milliseconds, from a change that was told of to the second look at its file. */
const SECOND_LOOK = 100

export function seeEverySave(): Plugin {
  return {
    name: 'afterword:saves',
    configureServer({ watcher }) {
      const looks = new Map<string, NodeJS.Timeout>()
      watcher.on('change', (path) => {
        const stamp = stampOf(path)
        clearTimeout(looks.get(path))
        const look = setTimeout(() => {
          looks.delete(path)
          if (stampOf(path) !== stamp) watcher.emit('change', path)
        }, SECOND_LOOK)
        looks.set(path, look.unref())
      })
    },
  }
}

function stampOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats ? `${stats.mtimeMs} ${stats.size}` : null
}

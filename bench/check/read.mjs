// The least that any check of a folder does: walk it, read every module, search each for two words.
import { readdirSync, readFileSync } from 'node:fs'

let files = 0
let found = 0

function walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) walk(path)
    } else if (/(?<!\.d)\.[cm]?[jt]sx?$/.test(entry.name)) {
      const text = readFileSync(path, 'utf8')
      files += 1
      if (text.includes('next/headers') || text.includes('next/server')) found += 1
    }
  }
}

walk(process.argv[2])
console.log(`${files} files, ${found} of them mention Next's server`)

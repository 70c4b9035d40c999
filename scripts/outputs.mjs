// Writes what `afterword` prints into docs/cli.md, below each `<!-- output of afterword … [in folder] -->`.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = join(root, 'packages/transform/bin/afterword.js')
const page = join(root, 'docs/cli.md')

const text = readFileSync(page, 'utf8').replaceAll(
  /(<!-- output of afterword (.*?)(?: in (\S+))? -->\n```\n)[\s\S]*?```/g,
  (_, head, line, folder = '.') => {
    const { stdout, error } = spawnSync(process.execPath, [bin, ...line.split(' ')], {
      cwd: join(root, folder),
      env: { ...process.env, NO_COLOR: '1' },
      encoding: 'utf8',
    })
    if (error) throw error
    return `${head}${stdout}\`\`\``
  },
)
writeFileSync(page, text)

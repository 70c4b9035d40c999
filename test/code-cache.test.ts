// The compiled code that the command line keeps between runs: used, renewed, and never relied on.
import { spawnSync } from 'node:child_process'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

const LOADER = join(import.meta.dirname, '../packages/transform/bin/code-cache.js')

function create(main: string) {
  const root = mkdtempSync(join(tmpdir(), 'afterword-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const compiled = join(root, 'compiled')
  const write = (text: string) => writeFileSync(join(root, 'main.js'), text)
  write(main)
  // As a package manager leaves it: what is kept of it is newer.
  utimesSync(join(root, 'main.js'), 1, 1)
  writeFileSync(join(root, 'other.js'), 'exports.twice = (text) => text + text\n')
  utimesSync(join(root, 'other.js'), 1, 1)
  return {
    compiled,
    write,
    kept: () =>
      readdirSync(compiled)
        .sort()
        .map((name) => join(compiled, name)),
    run() {
      const args = [
        '-e',
        `require(${JSON.stringify(LOADER)}).load(process.argv[1])`,
        join(root, 'main.js'),
      ]
      const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      return stdout + stderr
    },
  }
}

const MAIN = "console.log(require('./other.js').twice('a'), typeof require('node:path').join)\n"

describe('the code cache', () => {
  it('keeps the code of each file, and takes it the next time', () => {
    const { run, kept, compiled } = create(MAIN)
    expect(run()).toBe('aa function\n')
    const files = kept()
    expect(files.map((file) => file.slice(compiled.length + 1))).toEqual([
      `main.js.${process.version}.${process.arch}`,
      `other.js.${process.version}.${process.arch}`,
    ])
    const written = files.map((file) => statSync(file).ino)
    expect(run()).toBe('aa function\n')
    expect(kept().map((file) => statSync(file).ino)).toEqual(written)
  })

  it('compiles a file anew that has changed, if only in letters', () => {
    const { run, write } = create(MAIN)
    run()
    write(MAIN.replace("'a'", "'b'"))
    expect(run()).toBe('bb function\n')
  })

  it.each([
    ['nothing', () => Buffer.alloc(0)],
    ['half of it', (data: Buffer) => data.subarray(0, data.length / 2)],
    ['something else', () => Buffer.from('never mind '.repeat(500))],
    ['a page of zeros', (data: Buffer) => Buffer.from(data).fill(0, data.length / 2)],
  ])('does without it, and writes it anew, where there is %s', (_, spoil) => {
    const { run, kept } = create(MAIN)
    run()
    const good = kept().map((file) => readFileSync(file).length)
    for (const file of kept()) writeFileSync(file, spoil(readFileSync(file)))
    expect(run()).toBe('aa function\n')
    expect(kept().map((file) => readFileSync(file).length)).toEqual(good)
  })

  it('does without it where nothing can be written', () => {
    const { run, compiled } = create(MAIN)
    writeFileSync(compiled, 'no folder')
    expect(run()).toBe('aa function\n')
  })

  it('imports for the code that it loads', () => {
    const { run } = create(
      "importOutside('node:fs').then(({ statSync }) => console.log(typeof statSync))\n",
    )
    expect([run(), run()]).toEqual(['function\n', 'function\n'])
  })
})

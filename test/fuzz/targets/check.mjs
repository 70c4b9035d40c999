// A project that changes: whoever checks it again, or goes by what the last check kept, finds what a
// first check finds.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { checkProject, createChecker } from '../../../packages/transform/dist/check.js'
import { projectWithChanges } from '../grammar/project.mjs'

export function createTarget() {
  const property = fc.asyncProperty(projectWithChanges, async ({ first, changes }) => {
    const root = mkdtempSync(join(tmpdir(), 'afterword-fuzz-'))
    try {
      write(root, first)
      // Without it there is no cache.
      mkdirSync(join(root, 'node_modules'))
      const checker = createChecker({ root, cache: false })
      assert.deepEqual(await describe(checker.check()), await findAfresh(root), 'checked twice')
      await checkWithCache(root, 'checked with a new cache')
      for (const [step, files] of changes.entries()) {
        write(root, files)
        const changed = [...new Set(files.map(([path]) => path))]
        const fresh = await findAfresh(root)
        const again = await describe(checker.check(changed))
        const message = `step ${step}, checked again: ${changed}`
        // It may go on to watch what it once needed.
        const isWatched = (path) => again.watched.files.includes(path)
        assert.deepEqual(
          fresh.watched.files.filter((path) => !isWatched(path)),
          [],
          message,
        )
        assert.deepEqual({ ...again, watched: fresh.watched }, fresh, message)
        await checkWithCache(root, `step ${step}, checked with the cache: ${changed}`, fresh)
      }
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })
  return { property, print: printProject }
}

async function checkWithCache(root, message, fresh) {
  const expected = fresh ?? (await findAfresh(root))
  assert.deepEqual(await describe(checkProject({ root })), expected, message)
  assert.deepEqual(await describe(checkProject({ root })), expected, `${message}, twice`)
}

function findAfresh(root) {
  return describe(checkProject({ root, cache: false }))
}

async function describe(checking) {
  const result = await checking
  await result.written
  const { diagnostics, problems, watched } = result
  const { files, sites } = result.stats
  const listed = await result.listSites()
  return JSON.parse(JSON.stringify({ diagnostics, problems, watched, files, sites, listed }))
}

function write(root, files) {
  for (const [path, text] of files) {
    const file = join(root, path)
    if (text === null) rmSync(file, { force: true })
    else {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }
}

function printProject({ first, changes }) {
  const print = (files) =>
    files.map(([path, text]) => `--- ${path}\n${text ?? '(removed)'}`).join('\n')
  return [print(first), ...changes.map((files, step) => `=== step ${step}\n${print(files)}`)].join(
    '\n',
  )
}

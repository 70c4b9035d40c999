// Every server times every case of a response's life; the results are what docs/hosts.md shows.
import { readdirSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import { type Cell, type CellName, cells } from './support/cells.ts'
import { type Client, connectClient } from './support/client.ts'
import { recordRow } from './support/results.ts'
import { isRunHere, type Row } from './support/row.ts'
import type { RunningServer } from './support/server.ts'

const files = readdirSync(new URL('rows/', import.meta.url)).sort()
const rows: Row[] = []
for (const file of files) {
  const module: { rows: readonly Row[] } = await import(`./rows/${file.slice(0, -3)}.ts`)
  rows.push(...module.rows)
}

const entries = Object.entries(cells) as [CellName, Cell][]

// A runtime that npm has for other platforms only is no failure.
for (const { name, runtime } of rows.filter((row) => !isRunHere(row))) {
  const reason = `not run here: ${runtime?.title} is not installed on ${process.platform}-${process.arch}`
  console.warn(`${name}: ${reason}`)
  describe(name, () => it.skip(reason, () => {}))
}

describe.each(rows.filter(isRunHere))('$name', (row) => {
  let running: { readonly server: RunningServer; readonly client: Client } | undefined
  let userCount = 0
  const results: { [Name in CellName]?: string } = {}

  const stop = async () => {
    running?.client.close()
    await running?.server.stop()
    running = undefined
  }
  const start = async () => {
    if (running?.server.isAlive) return running
    await stop()
    const server = await row.start()
    running = { server, client: connectClient(row, server.port) }
    return running
  }

  beforeAll(async () => {
    await row.prepare?.()
  })
  afterEach(async ({ task }) => {
    // What a failed test leaves behind is not the next one's.
    if (task.result?.state === 'fail') await stop()
  })
  afterAll(async () => {
    await stop()
    recordRow(row, results, rows)
  })

  for (const [name, cell] of entries) {
    const expectation = row.expect[name] ?? 'pass'
    if (expectation !== 'pass') {
      results[name] = expectation.impossible
      it.skip(`${cell.title}: ${expectation.impossible}`, () => {})
      continue
    }
    it(cell.title, async () => {
      results[name] = 'fail'
      if (cell.endsServer) await stop()
      const { server, client } = await start()
      try {
        await cell.run({ row, server, client, user: `${name}-${++userCount}` })
      } catch (error) {
        console.error(`${row.name}, ${cell.title}: the server printed\n${server.log}`)
        throw error
      } finally {
        if (cell.endsServer) await stop()
      }
      results[name] = 'pass'
    })
  }
})

import { spawnSync } from 'node:child_process'
import { utimesSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { locateTurn, takeTurn } from '../../src/hosts/next-turn.ts'

it('waits until the turn before is over, and for no turn of another name', async () => {
  const events: string[] = []
  const end = await takeTurn('check a')
  const next = takeTurn('check a').then((endNext) => {
    events.push('next')
    endNext()
  })
  const endOther = await takeTurn('check b')
  events.push('other')
  endOther()
  events.push('over')
  end()
  await next
  expect(events).toEqual(['other', 'over', 'next'])
})

it('does not wait for a process that has ended without ending its turn', async () => {
  const { stdout } = spawnSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' })
  writeFileSync(locateTurn('check c'), stdout.trim())
  const end = await takeTurn('check c')
  end()
})

it('does not wait for a turn that began long ago', async () => {
  writeFileSync(locateTurn('check d'), String(process.pid))
  const begin = Date.now() / 1000 - 61
  utimesSync(locateTurn('check d'), begin, begin)
  const end = await takeTurn('check d')
  end()
})

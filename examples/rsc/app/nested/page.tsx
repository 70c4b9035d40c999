import { setTimeout } from 'node:timers/promises'
import { after } from 'next/server'
import { note } from '../journal.ts'
import { JournalList } from '../journal-list.tsx'
import { readMs } from '../read-ms.ts'

export default async function Page({ searchParams }: { searchParams: Promise<{ ms?: string }> }) {
  const ms = readMs((await searchParams).ms, 300)
  after(async () => {
    note('/nested', `the outer task begins, and takes ${ms} ms`)
    after(() => note('/nested', 'the inner task runs beside it'))
    await setTimeout(ms)
    note('/nested', 'the outer task is done')
  })
  return (
    <>
      <h1>A task in a task</h1>
      <JournalList topic="/nested" />
    </>
  )
}

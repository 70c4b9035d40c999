import { setTimeout } from 'node:timers/promises'
import { after } from 'next/server'
import { Suspense } from 'react'
import { note } from '../journal.ts'
import { JournalList } from '../journal-list.tsx'
import { readMs } from '../read-ms.ts'

export default async function Page({ searchParams }: { searchParams: Promise<{ ms?: string }> }) {
  const ms = readMs((await searchParams).ms, 1500)
  after(() => note('/stream', 'the page was rendered'))
  return (
    <>
      <h1>Streaming</h1>
      <p>The rest of this page takes {ms} ms. Leave early: its task still runs.</p>
      <Suspense fallback={<p id="waiting">Waiting…</p>}>
        <Late ms={ms} />
      </Suspense>
      <JournalList topic="/stream" />
    </>
  )
}

async function Late({ ms }: { ms: number }) {
  await setTimeout(ms)
  after(({ outcome }) => note('/stream', `the late part is done; the response was ${outcome}`))
  return <p id="late">Here is the rest.</p>
}

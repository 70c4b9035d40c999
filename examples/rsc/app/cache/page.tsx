import { after, connection } from 'next/server'
import { cache } from 'react'
import { note } from '../journal.ts'
import { JournalList } from '../journal-list.tsx'

/** One value a request, however often it is asked for. */
const readVisit = cache(() => crypto.randomUUID())

export default async function Page() {
  await connection()
  const visit = readVisit()
  after(() => note('/cache', `rendered ${visit}, task ${readVisit()}`))
  return (
    <>
      <h1>One cache()</h1>
      <p>
        This visit is <code id="visit">{visit}</code>, in the render and in its task.
      </p>
      <JournalList topic="/cache" />
    </>
  )
}

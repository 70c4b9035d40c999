import { after } from 'next/server'
import { note } from '../journal.ts'

export const dynamic = 'force-static'

export const metadata = { title: 'Static · Afterword' }

export default function Page() {
  after(() => note('/static', 'ran during the build'))
  return (
    <>
      <h1>Prerendered</h1>
      <p>
        Rendered at <time>{new Date().toISOString()}</time>, once. Its task ran then, too: see the
        build's log.
      </p>
    </>
  )
}

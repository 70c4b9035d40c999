import { afterAt as _after } from '@afterword/runtime/next'
import { cookies } from 'next/headers'
import { after } from 'next/server'

export const dynamic = 'force-dynamic'

export default function Page() {
  _after('app/page/page.js:8:3', 'Page', after, async function readTooLate() {
    await cookies()
  })
  return <p>page</p>
}

import { afterAt as _after } from '@afterword/runtime/next'
import { after } from 'next/server'
import { print } from '../../print.js'

export const dynamic = 'force-dynamic'

export function GET() {
  _after('app/nested/route.js:8:3', 'GET', after, async () => {
    _after('app/nested/route.js:9:5', '', after, async () => {
      const signalled = new Promise((resolve) => process.once('SIGTERM', resolve))
      print({ task: 'waits' })
      await signalled
      print({ task: 'inner' })
    })
    print({ task: 'outer' })
  })
  return new Response('nested')
}

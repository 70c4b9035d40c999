import { afterAt as _after } from '@afterword/runtime/next'
import { after } from 'next/server'
import { print } from '../../print.js'

export const dynamic = 'force-dynamic'

export function GET() {
  _after(
    'app/never/route.js:8:3',
    'GET',
    after,
    ({ signal }) => {
      signal.addEventListener('abort', () => print({ task: 'never', reason: signal.reason.code }))
      return new Promise(() => {})
    },
    { timeout: 50, name: 'never' },
  )
  return new Response('never')
}

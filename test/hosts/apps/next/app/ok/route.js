import { afterAt as _after } from '@afterword/runtime/next'
import { after } from 'next/server'
import { print, user } from '../../print.js'

export const dynamic = 'force-dynamic'

export function GET() {
  return user.run('ok-user', () => {
    _after('app/ok/route.js:9:5', 'GET', after, ({ signal }) => {
      print({ task: 'ok', aborted: signal.aborted, als: user.getStore() })
    })
    return new Response('ok')
  })
}

import { afterAt as _after } from '@afterword/runtime/next'
import { after } from 'next/server'
import { user } from '../../print.js'

export const dynamic = 'force-dynamic'

export function GET() {
  return user.run('fail-user', () => {
    _after('app/fail/route.js:9:5', 'GET', after, async function sendMail() {
      throw new Error('no mail today')
    })
    return new Response('fail')
  })
}

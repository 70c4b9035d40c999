import { afterAt as _after } from '@afterword/runtime/next'
import { after } from 'next/server'
import { sleep } from '../../print.js'

export const dynamic = 'force-dynamic'

export function GET() {
  const work = sleep(10).then(() => {
    throw new Error('broken promise')
  })
  _after('app/promise/route.js:11:3', 'GET', after, work)
  return new Response('promise')
}

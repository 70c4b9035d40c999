import { afterAt as _after } from '@afterword/runtime/next'
import { after } from 'next/server'

export const runtime = 'edge'

export function GET() {
  _after('app/edge/route.js:7:3', 'GET', after, () => {
    console.log(JSON.stringify({ task: 'edge' }))
    throw new Error('from the edge')
  })
  return new Response('edge')
}

import { after } from 'next/server'

export const dynamic = 'force-dynamic'
export const maxDuration = 1

export function GET() {
  after(() => new Promise(() => {}))
  return new Response('ok')
}

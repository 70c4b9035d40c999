import { after } from 'next/server'

export async function POST() {
  after('event')
  return new Response('ok')
}

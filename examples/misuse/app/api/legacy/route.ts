import { unstable_after } from 'next/server'

export async function POST() {
  unstable_after(() => console.log('event'))
  return new Response('ok')
}

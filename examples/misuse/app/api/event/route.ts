import { unstable_after as after } from 'next/server'

function log(event: string) {
  console.log(event)
}

export async function POST() {
  after(() => log('event'))
  after('event')
  return new Response('ok')
}

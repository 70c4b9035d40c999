import { after } from 'next/server'

function record(name: string) {
  console.log('signal', name)
}

export function POST() {
  after(record('started'))
  return new Response(null, { status: 204 })
}

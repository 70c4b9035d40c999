import { after } from 'next/server'

interface Mail {
  readonly to: string
}

export function GET() {
  after(() => send({ to: 'someone' }))
  return new Response('ok')
}

async function send({ to }: Mail): Promise<void> {
  throw new Error(`no mail to ${to} today`)
}

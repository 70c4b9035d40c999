import { after } from 'next/server'
import { print } from '@/lib/print'

export async function POST(request: Request) {
  const order = await request.json()
  after(() => print({ task: 'route', order }))
  return Response.json({ ok: true })
}

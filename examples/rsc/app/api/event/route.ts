import { cookies, headers } from 'next/headers'
import { after } from 'next/server'
import { note } from '../../journal.ts'

export async function POST(request: Request) {
  const event: unknown = await request.json().catch(() => null)
  const hasName = typeof event === 'object' && event !== null && 'name' in event
  const name = hasName ? String(event.name).slice(0, 80) : 'event'
  after(async () => {
    const visitor = (await cookies()).get('name')?.value ?? 'somebody'
    const agent = (await headers()).get('user-agent')
    note('/api/event', `${name} by ${visitor}, with ${agent}`)
  })
  return Response.json({ accepted: name }, { status: 202 })
}

import { waitUntil } from '@vercel/functions'

export function POST() {
  waitUntil(() => fetch('https://log.example.com', { method: 'POST' }))
  return new Response(null, { status: 202 })
}

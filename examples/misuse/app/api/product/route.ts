import { updateTag } from 'next/cache'
import { after } from 'next/server'

export async function POST() {
  after(() => updateTag('products'))
  return new Response('ok')
}

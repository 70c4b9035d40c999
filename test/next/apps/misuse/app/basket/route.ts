import { cookies } from 'next/headers'
import { after } from 'next/server'

export async function POST() {
  const store = await cookies()
  after(() => {
    store.set('basket', 'empty')
  })
  return Response.json({})
}

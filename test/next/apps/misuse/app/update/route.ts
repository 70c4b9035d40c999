import { refresh, updateTag } from 'next/cache'
import { after } from 'next/server'

export async function POST() {
  after(() => {
    updateTag('basket')
    refresh()
  })
  return Response.json({})
}

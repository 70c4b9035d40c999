import { draftMode } from 'next/headers'
import { after } from 'next/server'

export async function GET() {
  after(async () => {
    const draft = await draftMode()
    draft.enable()
  })
  return new Response('preview')
}

import { draftMode } from 'next/headers'
import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { note } from '../../journal.ts'

/** Turns draft mode on or off for this visitor. */
export async function GET() {
  const draft = await draftMode()
  if (draft.isEnabled) draft.disable()
  else draft.enable()
  after(() => note('/api/draft', `draft mode is ${draft.isEnabled ? 'on' : 'off'}`))
  redirect('/')
}

'use server'

import { cookies, headers } from 'next/headers'
import { after } from 'next/server'
import { note } from '../journal.ts'

export async function sign(form: FormData) {
  const name = String(form.get('name') ?? '')
    .trim()
    .slice(0, 40)
  if (name === '') return
  const jar = await cookies()
  jar.set('name', name, { path: '/', httpOnly: true, sameSite: 'lax' })
  after(async () => {
    const seen = (await cookies()).get('name')?.value
    const agent = (await headers()).get('user-agent')
    note('/form', `${seen} signed, with ${agent}`)
  })
}

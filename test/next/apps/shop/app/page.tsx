import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { after } from 'next/server'
import { print } from '@/lib/print'
import { track } from '@/lib/track'
import { save } from './actions'
import { Counter } from './counter'

export async function generateMetadata(): Promise<Metadata> {
  after(() => print({ task: 'metadata' }))
  return { title: 'Shop' }
}

export default async function Page() {
  const visitor = (await cookies()).get('visitor')?.value
  after(() => print({ task: 'page', visitor }))
  track('page')
  return (
    <form action={save}>
      <Counter />
      <button type="submit">Save</button>
    </form>
  )
}

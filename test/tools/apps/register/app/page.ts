import { cookies } from 'next/headers'
import { after } from 'next/server'
import { record } from '../lib/record.ts'

// Node does not know JSX.
export default async function Page() {
  const name = (await cookies()).get('name')?.value
  after(({ outcome }) => record('page', { name, outcome }))
  return `Hello ${name}`
}

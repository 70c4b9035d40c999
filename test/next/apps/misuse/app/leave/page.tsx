import { redirect } from 'next/navigation'
import { after } from 'next/server'

export default function Page() {
  after(() => redirect('/account'))
  return <h1>Leave</h1>
}

import { cookies } from 'next/headers'
import { after } from 'next/server'

export default function Account() {
  after(async () => {
    const session = (await cookies()).get('session')
    console.log('account viewed by', session?.value)
  })
  return <h1>Your account</h1>
}

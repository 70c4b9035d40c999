import { headers } from 'next/headers'
import { after } from 'next/server'

export default function Page() {
  after(async () => console.log((await headers()).get('referer')))
  return <h1>Direct</h1>
}

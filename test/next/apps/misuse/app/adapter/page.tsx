import { cookies } from 'next/headers'
import { schedule } from '@/lib/schedule'

export default function Page() {
  schedule(async () => console.log((await cookies()).size))
  return <h1>Adapter</h1>
}

import { track } from '@/lib/track'

export const dynamic = 'force-dynamic'

export default function Page() {
  track('account viewed')
  return <h1>Account</h1>
}

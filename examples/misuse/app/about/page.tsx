import { revalidatePath } from 'next/cache'
import { after } from 'next/server'

export const dynamic = 'force-static'

export default function Page() {
  after(() => revalidatePath('/feed'))
  return <h1>About</h1>
}

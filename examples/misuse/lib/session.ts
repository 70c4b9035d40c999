import { cookies } from 'next/headers'

export async function currentUser() {
  const store = await cookies()
  return store.get('user')?.value ?? 'a visitor'
}

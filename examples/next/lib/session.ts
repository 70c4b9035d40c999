import { cookies } from 'next/headers'

export async function readVisitor(): Promise<string> {
  return (await cookies()).get('visitor')?.value ?? 'somebody'
}

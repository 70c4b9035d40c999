import { cookies } from 'next/headers'

export async function readVisitor(): Promise<string | undefined> {
  return (await cookies()).get('visitor')?.value
}

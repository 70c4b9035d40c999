'use server'

import { cookies } from 'next/headers'
import { after } from 'next/server'
import { print } from '@/lib/print'

export async function save(): Promise<void> {
  after(async () => {
    // Legal in a Server Function.
    print({ task: 'action', visitor: (await cookies()).get('visitor')?.value })
  })
}

'use server'

import { refresh } from 'next/cache'
import { after } from 'next/server'

export async function like() {
  after(() => refresh())
}

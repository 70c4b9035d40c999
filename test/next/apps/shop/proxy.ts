import { after, NextResponse } from 'next/server'
import { print } from './lib/print'

export function proxy(request: Request): NextResponse {
  const { pathname } = new URL(request.url)
  after(() => print({ task: 'proxy', pathname }))
  return NextResponse.next()
}

export const config = { matcher: ['/', '/api/order'] }

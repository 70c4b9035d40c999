import { after } from 'next/server'
import { note } from './app/journal.ts'

export function middleware(request: Request) {
  const { pathname } = new URL(request.url)
  after(() => note('middleware', `${request.method} ${pathname}`))
}

// The timeline asks for its data all the time.
export const config = { matcher: '/((?!activity).*)' }

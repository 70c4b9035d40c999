import { after } from 'next/server'
import { note } from './app/journal.ts'

export function middleware(request: Request) {
  const { pathname } = new URL(request.url)
  after(() => note('middleware', `${request.method} ${pathname}`))
}

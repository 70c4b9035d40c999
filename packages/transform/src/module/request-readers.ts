/**
 * The functions of well-known packages that read the request by themselves, for where the packages are
 * not installed or cannot be followed: each was seen to call `cookies()` or `headers()` first of all.
 * Read in next-auth 4.24 and 5.0.0-beta.30, @clerk/nextjs 7.6, @workos-inc/authkit-nextjs 3.0 and
 * @auth0/nextjs-auth0 4.30.
 */
import type { RequestApi } from './apis.ts'

export interface RequestReader {
  readonly source: string
  readonly name: string
  /** Of what calling the export gives, or `new`, its member that reads: `NextAuth(config).auth`. */
  readonly member?: string
  /** With more arguments than that it is handed the request. */
  readonly mostArguments: number
  readonly api: RequestApi
}

const ANY = Number.POSITIVE_INFINITY

export const REQUEST_READERS: readonly RequestReader[] = [
  { source: 'next-auth', name: 'default', member: 'auth', mostArguments: 0, api: 'headers' },
  { source: 'next-auth', name: 'getServerSession', mostArguments: 1, api: 'headers' },
  { source: 'next-auth/next', name: 'getServerSession', mostArguments: 1, api: 'headers' },
  { source: '@clerk/nextjs/server', name: 'auth', mostArguments: ANY, api: 'headers' },
  { source: '@clerk/nextjs/server', name: 'currentUser', mostArguments: ANY, api: 'headers' },
  { source: '@workos-inc/authkit-nextjs', name: 'withAuth', mostArguments: ANY, api: 'headers' },
  {
    source: '@auth0/nextjs-auth0/server',
    name: 'Auth0Client',
    member: 'getSession',
    mostArguments: 0,
    api: 'cookies',
  },
]

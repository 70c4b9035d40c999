/** Next's pages router, where `after` does not work: components, data functions, API routes. */
import type { App } from '../apps.ts'
import { createEntryFile, type EntryFile, pathBelow } from './convention.ts'

const EXPORTS = ['default', 'getServerSideProps', 'getStaticProps', 'getStaticPaths']

export function readPagesFile(path: string, { pagesDirs, extensions }: App): EntryFile | null {
  const page = pathBelow(path, pagesDirs, extensions)
  if (page === null) return null
  const route = `/${page.replace(/(^|\/)index$/, '')}`
  return createEntryFile(route, 'pages', /^api(\/|$)/.test(page) ? ['default'] : EXPORTS)
}

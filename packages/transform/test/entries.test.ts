// Which exports of a file are entry points, by each framework's convention.
import { describe, expect, it } from 'vitest'
import { createApiTable } from '../src/module/apis.ts'
import { summarizeModule } from '../src/module/summarize.ts'
import { type App, createApp } from '../src/program/apps.ts'
import { findEntries, isEntryFile } from '../src/program/entries.ts'
import { parseModule } from '../src/source/parse.ts'

const apis = createApiTable({ runtime: '@afterword/runtime', sources: [] })
// Every name that a convention asks for, so that those it leaves alone are seen too.
const NAMES = [
  'GET',
  'generateMetadata',
  'generateStaticParams',
  'getServerSideProps',
  'middleware',
  'proxy',
  'register',
  'onRequestError',
  'loader',
  'ServerComponent',
]
const ALL = `${NAMES.map((name) => `export function ${name}() {}`).join('\n')}
export default function Main() {}`

/** `render default /blog`, sorted. */
function entriesOf(file: string, app: App, code = ALL): string[] {
  const parsed = parseModule(code, file)
  if (parsed.type === 'failed') throw new Error(parsed.message)
  const { program, comments } = parsed
  const summary = summarizeModule({ code, file, program, comments, apis })
  return findEntries(summary, { apps: [app], serverEntries: [], apis })
    .map((entry) =>
      entry.type === 'server' ? 'server' : `${entry.phase} ${entry.name} ${entry.route ?? '-'}`,
    )
    .sort()
}

const next = createApp('next')
const page = (route: string) => [`render default ${route}`, `render generateMetadata ${route}`]

describe('the app router', () => {
  it.each([
    ['app/page.tsx', page('/')],
    ['src/app/page.js', page('/')],
    ['app/(shop)/blog/[slug]/page.tsx', page('/blog/[slug]')],
    ['app/blog/[...rest]/layout.tsx', page('/blog/[...rest]')],
    ['app/@modal/default.tsx', page('/')],
    ['app/feed/(..)photo/[id]/page.tsx', page('/feed/photo/[id]')],
    ['app/feed/(..)(..)photo/page.tsx', page('/feed/photo')],
    ['app/(...)photo/template.tsx', page('/photo')],
    ['app/loading.tsx', page('/')],
    ['app/blog/not-found.tsx', page('/blog')],
    ['app/unauthorized.tsx', page('/')],
    ['app/forbidden.tsx', page('/')],
    ['app/global-not-found.tsx', page('/')],
    ['app/_lib/page.tsx', []],
    ['app/blog/_components/page.tsx', []],
    // Client components, and what only looks like a convention.
    ['app/error.tsx', []],
    ['app/global-error.tsx', []],
    ['app/homepage.tsx', []],
    ['app/page.test.tsx', []],
    ['app/page.css', []],
    ['lib/app/page.tsx', []],
    ['app/api/event/route.ts', ['route GET /api/event']],
    ['app/(api)/route.ts', ['route GET /']],
  ])('%s', (file, entries) => expect(entriesOf(file, next)).toEqual(entries))

  it.each([
    ['app/robots.ts', ['route default /robots.txt']],
    ['app/manifest.ts', ['route default /manifest.webmanifest']],
    ['app/blog/robots.ts', []],
    ['app/sitemap.ts', ['route default /sitemap.xml']],
    ['app/blog/sitemap.ts', ['route default /blog/sitemap.xml']],
    ['app/icon.tsx', ['route default /icon']],
    ['app/blog/[slug]/opengraph-image.tsx', ['route default /blog/[slug]/opengraph-image']],
    ['app/twitter-image2.tsx', ['route default /twitter-image2']],
    ['app/twitter-image22.tsx', []],
    ['app/favicon.ts', []],
  ])('metadata: %s', (file, entries) => expect(entriesOf(file, next)).toEqual(entries))

  it('is looked for in the folder that is known to have it', () => {
    const app = createApp('next', { root: 'apps/web', appDirs: ['src/app'], pagesDirs: [] })
    expect(entriesOf('apps/web/src/app/page.tsx', app)).toEqual(page('/'))
    expect(entriesOf('apps/web/app/page.tsx', app)).toEqual([])
    expect(entriesOf('apps/web/src/proxy.ts', app)).toEqual([
      'middleware default -',
      'middleware proxy -',
    ])
    expect(entriesOf('apps/web/proxy.ts', app)).toEqual([])
  })

  it('has the extensions that the configuration says', () => {
    const app = createApp('next', { extensions: ['page.tsx'] })
    expect(entriesOf('pages/index.page.tsx', app)).toContain('pages default /')
    expect(entriesOf('pages/helper.tsx', app)).toEqual([])
  })
})

describe('beside the app router', () => {
  it.each([
    ['middleware.ts', ['middleware default -', 'middleware middleware -']],
    ['src/proxy.ts', ['middleware default -', 'middleware proxy -']],
    ['lib/middleware.ts', []],
    ['app/middleware.ts', []],
    ['instrumentation.ts', ['startup register -']],
    ['instrumentation-client.ts', []],
  ])('%s', (file, entries) => expect(entriesOf(file, next)).toEqual(entries))
})

describe('the pages router', () => {
  it.each([
    ['pages/index.tsx', ['pages default /', 'pages getServerSideProps /']],
    ['pages/_app.tsx', ['pages default /_app', 'pages getServerSideProps /_app']],
    [
      'pages/blog/[slug].tsx',
      ['pages default /blog/[slug]', 'pages getServerSideProps /blog/[slug]'],
    ],
    ['pages/api/event.ts', ['pages default /api/event']],
    ['pages/api/index.ts', ['pages default /api']],
    ['src/pages/home.tsx', []],
  ])('%s', (file, entries) => expect(entriesOf(file, next)).toEqual(entries))

  it('is in src/pages where the project is known to have it there', () => {
    const app = createApp('next', { pagesDirs: ['src/pages'] })
    expect(entriesOf('src/pages/api/event.ts', app)).toEqual(['pages default /api/event'])
  })

  it('is Next’s alone', () => {
    expect(entriesOf('pages/index.tsx', createApp('rsc'))).toEqual([])
  })
})

describe('Waku', () => {
  const waku = createApp('rsc', { framework: 'waku' })
  it.each([
    ['src/pages/index.tsx', ['render default /']],
    ['src/pages/_layout.tsx', ['render default /']],
    ['src/pages/blog/[slug].tsx', ['render default /blog/[slug]']],
    ['src/pages/_slices/counter.tsx', ['render default -']],
    ['src/pages/api/event.ts', ['route GET /api/event', 'route default /api/event']],
    ['src/pages/_components/button.tsx', []],
    ['src/components/button.tsx', []],
  ])('%s', (file, entries) => expect(entriesOf(file, waku)).toEqual(entries))
})

describe('React Router', () => {
  const router = createApp('rsc', { framework: 'react-router', routeFiles: ['app/home.tsx'] })
  const entries = ['render ServerComponent -', 'route loader -']
  it.each([
    ['app/root.tsx', entries],
    ['app/routes/about.tsx', entries],
    ['app/home.tsx', entries],
    ['app/lib/about.tsx', []],
  ])('%s', (file, expected) => expect(entriesOf(file, router)).toEqual(expected))
})

describe('directives and caches', () => {
  it.each([
    ['a function of its own', `export function f() { 'use cache' }`, ['cache f -']],
    ['a module', `'use cache'\nexport async function f() {}`, ['cache f -']],
    ['a named cache', `export function f() { 'use cache: remote' }`, ['cache f -']],
    [
      'a private cache, which the browser keeps',
      `export function f() { 'use cache: private' }`,
      [],
    ],
    ['a browser’s module', `'use client'\nexport function f() { 'use cache' }`, []],
    [
      'unstable_cache',
      `import { unstable_cache as keep } from 'next/cache'
       export const f = keep(async () => 1)
       export const g = keep(f)
       async function load() {}
       keep(load, ['key'])`,
      ['cache load -', 'cache unstable_cache -', 'cache unstable_cache -'],
    ],
    ['another unstable_cache', `const unstable_cache = (f) => f\nunstable_cache(() => 1)`, []],
  ])('%s', (_, code, entries) => expect(entriesOf('lib/data.ts', next, code)).toEqual(entries))

  it('are a page’s too', () => {
    const code = `'use cache'\nexport default async function Page() {}`
    expect(entriesOf('app/page.tsx', next, code)).toEqual(['cache default /', 'render default /'])
  })
})

describe('a plain server', () => {
  it('has its default export, and no file conventions', () => {
    const server = createApp('server')
    expect(entriesOf('app/page.tsx', server)).toEqual([])
    expect(entriesOf('src/index.ts', server, 'export default { fetch() {} }')).toEqual(['server'])
    expect(entriesOf('src/index.ts', next, 'export default { fetch() {} }')).toEqual([])
  })
})

it('tells the files that have entry points by their paths', () => {
  const options = { apps: [next], serverEntries: ['server.ts'] }
  const files = ['app/page.tsx', 'pages/api/a.ts', 'proxy.ts', 'server.ts', 'lib/a.ts']
  expect(files.filter((file) => isEntryFile(file, options))).toEqual(files.slice(0, -1))
})

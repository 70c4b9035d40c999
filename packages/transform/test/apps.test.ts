// Which applications a project has, and whose conventions they follow.
import { describe, expect, it } from 'vitest'
import { appOf, type Preset } from '../src/program/apps.ts'
import { detectApps } from '../src/program/detect-apps.ts'
import { readNextConfig } from '../src/program/next-config.ts'
import { isProjectFact } from '../src/program/project-facts.ts'

const NEXT = JSON.stringify({ dependencies: { next: '16.4.6' } })

/** Files with their texts; one without a text is only there. */
function detect(files: Readonly<Record<string, string | null>>, preset?: Preset) {
  const texts = Object.entries(files).filter(
    (entry): entry is [string, string] => entry[1] !== null && isProjectFact(entry[0]),
  )
  return detectApps({ files: Object.keys(files), texts: new Map(texts) }, preset)
}

describe('the applications of a project', () => {
  it.each([
    ['a byte order mark', `\uFEFF${NEXT}`],
    ['a trailing comma', '{ "dependencies": { "next": "16" }, }'],
  ])('are known from a package.json with %s, as packages are', (_, text) => {
    expect(detect({ 'package.json': text, 'app/page.tsx': null })).toMatchObject([
      { root: '', conventions: expect.arrayContaining(['next-app']) },
    ])
  })

  it('are those of a monorepo, each with its own folders, and the nearest is the file’s', () => {
    const apps = detect({
      'package.json': '{ "private": true, "devDependencies": { "turbo": "2" } }',
      'apps/web/package.json': NEXT,
      'apps/web/next.config.ts': "export default { output: 'export' }",
      'apps/web/src/app/page.tsx': null,
      'apps/docs/package.json': NEXT,
      'apps/docs/pages/index.tsx': null,
      'packages/ui/package.json': '{ "devDependencies": { "next": "16" } }',
      'packages/ui/button.tsx': null,
    })
    expect(apps).toMatchObject([
      { root: 'packages/ui', conventions: ['server'] },
      { root: 'apps/docs', conventions: ['next-app', 'next-pages'], appDirs: [] },
      { root: 'apps/web', appDirs: ['src/app'], pagesDirs: [], isStaticExport: true },
      { root: '', conventions: ['server'] },
    ])
    expect(appOf('apps/web/src/lib/a.ts', apps)?.root).toBe('apps/web')
    expect(appOf('apps/website/a.ts', apps)?.root).toBe('')
  })

  it('takes app/ and pages/ in the folder before those in src/, and only side by side, as Next does', () => {
    const files = {
      'package.json': NEXT,
      'app/page.tsx': null,
      'src/app/index.tsx': null,
      'src/pages/home/index.tsx': null,
    }
    expect(detect(files)).toMatchObject([{ appDirs: ['app'], pagesDirs: [] }])
    const both = { ...files, 'pages/api/event.ts': null }
    expect(detect(both)).toMatchObject([{ appDirs: ['app'], pagesDirs: ['pages'] }])
    const pages = { 'package.json': NEXT, 'src/pages/index.tsx': null }
    expect(detect(pages)).toMatchObject([{ appDirs: [], pagesDirs: ['src/pages'] }])
  })

  it('is Next’s with a configuration of it, whatever package.json says', () => {
    const apps = detect({ 'package.json': '{', 'next.config.mjs': null, 'app/page.tsx': null })
    expect(apps).toMatchObject([{ conventions: ['next-app', 'next-pages'], appDirs: ['app'] }])
  })

  it.each(['proxy.ts', 'src/middleware.js'])('may have a proxy: %s', (file) => {
    const without = { 'package.json': NEXT, 'src/app/page.tsx': null, 'src/lib/proxy.ts': null }
    expect(detect(without)).toMatchObject([{ mayHaveProxy: false }])
    expect(detect({ ...without, [file]: null })).toMatchObject([{ mayHaveProxy: true }])
  })

  it('leaves a package.json without dependencies to the application around it', () => {
    const apps = detect({
      'package.json': NEXT,
      'app/page.tsx': null,
      'app/api/package.json': '{ "type": "module" }',
    })
    expect(apps.map(({ root }) => root)).toEqual([''])
  })

  it.each([
    ['waku', ['waku', 'rsc-app', 'server']],
    ['@vitejs/plugin-rsc', ['rsc-app', 'server']],
    ['@afterword/transform', ['rsc-app', 'server']],
    ['hono', ['server']],
  ])('knows a project that depends on %s', (name, conventions) => {
    const apps = detect({ 'package.json': JSON.stringify({ dependencies: { [name]: '1' } }) })
    expect(apps).toMatchObject([{ root: '', conventions }])
  })

  it('reads the files that React Router’s routes name', () => {
    const dependencies = { '@react-router/dev': '8', '@vitejs/plugin-rsc': '0.5' }
    const apps = detect({
      'package.json': JSON.stringify({ dependencies }),
      'app/routes.ts': "export default [index('./home.tsx'), route('about', 'about/page.tsx')]",
    })
    expect(apps).toMatchObject([
      {
        conventions: ['react-router', 'rsc-app', 'server'],
        routeFiles: ['app/home.tsx', 'app/about/page.tsx'],
      },
    ])
  })

  it('takes no route of React Router’s for a Server Component without server components', () => {
    const dependencies = { '@react-router/dev': '8', '@afterword/transform': '0.1' }
    const apps = detect({ 'package.json': JSON.stringify({ dependencies }) })
    expect(apps).toMatchObject([{ conventions: ['rsc-app', 'server'] }])
  })

  it('is of the preset that is asked for', () => {
    expect(detect({ 'package.json': NEXT, 'app/page.tsx': null }, 'server')).toMatchObject([
      { conventions: ['server'] },
    ])
    expect(detect({ 'lib/a.ts': null }, 'next')).toMatchObject([
      { root: '', conventions: ['next-app', 'next-pages'] },
    ])
  })
})

describe('next.config', () => {
  it.each([
    "module.exports = { output: 'export' }",
    "/** @type {import('next').NextConfig} */\nconst config = { output: 'export' }\nexport default withMdx(config)",
    "export default (() => ({ output: 'export' as const })) satisfies NextConfigFunction",
  ])('is of a static export: %s', (text) => {
    expect(readNextConfig(text).isStaticExport).toBe(true)
  })

  it.each([
    "export default { output: 'standalone' }",
    "export default { output: process.env.CI ? 'export' : undefined }",
    "export default { ...(isExport && { output: 'export' }) }",
    "export default isExport ? { output: 'export' } : {}",
    "const config = {}\nif (isExport) Object.assign(config, { output: 'export' })",
    "export default { experimental: { output: 'export' } }",
    "// output: 'export'\nexport default {}",
    "export default { output: 'export'",
    '',
    `export default ${'['.repeat(20_000)} output`,
  ])('is not known to be of one: %s', (text) => {
    expect(readNextConfig(text).isStaticExport).toBe(false)
  })

  it('has page extensions where they are written as a list', () => {
    const read = (text: string) => readNextConfig(text).pageExtensions
    expect(read("export default { pageExtensions: ['page.tsx', 'ts'] }")).toEqual([
      'page.tsx',
      'ts',
    ])
    expect(read('export default { pageExtensions: [...defaults] }')).toBeNull()
    expect(read('export default { pageExtensions: extensions }')).toBeNull()
  })
})

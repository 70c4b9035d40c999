/** Next's app router: pages and what stands around them, Route Handlers, and files of metadata. */
import type { App } from '../apps.ts'
import { createEntryFile, type EntryFile, METHODS, pathBelow } from './convention.ts'

// `error` and `global-error` are client components.
const RENDER_FILES =
  /^(page|layout|template|default|not-found|loading|forbidden|unauthorized|global-not-found)$/
const RENDER_EXPORTS = ['default', 'generateMetadata', 'generateViewport']
// Next makes a Route Handler of each (next@16.4, lib/metadata/is-metadata-route): the first two at the root only.
const METADATA_FILES =
  /^(robots|manifest|sitemap|(icon|apple-icon|opengraph-image|twitter-image)\d?)$/
const METADATA_EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['robots', '.txt'],
  ['manifest', '.webmanifest'],
  ['sitemap', '.xml'],
])

/** Next's own, all of it. */
export function readNextAppFile(path: string, app: App): EntryFile | null {
  const found = locate(path, app)
  if (found === null) return null
  const { name, segments, route } = found
  const isOfRoot = segments.length === 0 || !/^(robots|manifest)$/.test(name)
  if (METADATA_FILES.test(name) && isOfRoot) {
    const file = `${name}${METADATA_EXTENSIONS.get(name) ?? ''}`
    return createEntryFile(`${route === '/' ? '' : route}/${file}`, 'route', ['default'])
  }
  return describe(name, route)
}

/** The files that other frameworks, and applications that route for themselves, name as Next does. */
export function readRscAppFile(path: string, app: App): EntryFile | null {
  const found = locate(path, app)
  return found && describe(found.name, found.route)
}

function describe(name: string, route: string): EntryFile | null {
  if (name === 'route') return createEntryFile(route, 'route', METHODS)
  return RENDER_FILES.test(name) ? createEntryFile(route, 'render', RENDER_EXPORTS) : null
}

interface Located {
  /** The file's name without its extension. */
  readonly name: string
  readonly segments: readonly string[]
  readonly route: string
}

/**
 * The URL pattern of a file's folder; `null` for a file in a private folder.
 *
 *     app/(shop)/blog/[slug]/page.tsx  ⬇
 *     { name: 'page', segments: ['(shop)', 'blog', '[slug]'], route: '/blog/[slug]' }
 */
function locate(path: string, { appDirs, extensions }: App): Located | null {
  const segments = pathBelow(path, appDirs, extensions)?.split('/')
  const name = segments?.pop()
  if (segments === undefined || name === undefined) return null
  if (segments.some((segment) => segment.startsWith('_'))) return null
  const visible = segments
    // Route groups and slots; of an intercepting route, what it intercepts.
    .filter((segment) => !/^(\([^.)][^)]*\)|@.*)$/.test(segment))
    .map((segment) => segment.replace(/^(\(\.{1,3}\))+/, ''))
  return { name, segments, route: `/${visible.join('/')}` }
}

/** Detects the applications of a project by its files, and by the texts of those that configure it. */
import { getProperty, parseJson } from '../source/json.ts'
import { type App, createApp, EXTENSIONS, type Preset } from './apps.ts'
import { readNextConfig } from './next-config.ts'
import { isProjectFact, NEXT_CONFIG, type ProjectFacts } from './project-facts.ts'

const PROXIES = ['proxy', 'middleware', 'src/proxy', 'src/middleware']
/**
 * The applications of a project, the deepest folders first; the last one is the project's own folder.
 *
 * @param preset given, it stands for all of them
 */
export function detectApps({ files, texts }: ProjectFacts, preset?: Preset): App[] {
  const folders = listFolders(files)
  const names = new Set(files)
  const apps: App[] = []
  for (const [root, { dependencies, config }] of listPackages(files, texts)) {
    const has = (folder: string) => folders.has(join(root, folder))
    const appDir = ['app', 'src/app'].find(has)
    // Next wants its two routers side by side: another folder called pages is none of its own.
    const pagesDirs = appDir ? [appDir.replace(/app$/, 'pages')] : ['pages', 'src/pages']
    const pagesDir = pagesDirs.find(has)
    const isNext =
      config !== null || (dependencies.has('next') && (appDir ?? pagesDir) !== undefined)
    // A `package.json` that only says `{ "type": "module" }` makes no application of its folder.
    if (root !== '' && dependencies.size === 0 && config === null) continue
    const hasRsc = isRsc(dependencies)
    // A project that builds with our plugin has its `app/` files compiled as entry points.
    const isOurs = dependencies.has('@afterword/transform')
    const found = preset ?? (isNext ? 'next' : hasRsc || isOurs ? 'rsc' : 'server')
    if (found === 'next') {
      const { isStaticExport, pageExtensions } = readNextConfig(config ?? '')
      const extensions = pageExtensions ?? EXTENSIONS
      apps.push(
        createApp(found, {
          root,
          appDirs: appDir ? [appDir] : [],
          pagesDirs: pagesDir ? [pagesDir] : [],
          extensions,
          isStaticExport,
          mayHaveProxy: PROXIES.some((file) =>
            extensions.some((extension) => names.has(join(root, `${file}.${extension}`))),
          ),
        }),
      )
      continue
    }
    const framework = dependencies.has('waku')
      ? 'waku'
      : dependencies.has('@react-router/dev')
        ? 'react-router'
        : undefined
    const routes = texts.get(join(root, 'app/routes.ts')) ?? texts.get(join(root, 'app/routes.js'))
    apps.push(
      createApp(found, {
        root,
        routeFiles: routes === undefined ? [] : readRouteFiles(routes),
        ...(framework && found === 'rsc' && (hasRsc || preset) ? { framework } : {}),
      }),
    )
  }
  if (!apps.some(({ root }) => root === '')) apps.push(createApp(preset ?? 'server'))
  return apps.sort((a, b) => b.root.length - a.root.length)
}

interface PackageFacts {
  readonly dependencies: ReadonlySet<string>
  /** The text of `next.config.*`. */
  readonly config: string | null
}

/** What is known of each folder that has a `package.json` or a `next.config.*`. */
function listPackages(
  files: readonly string[],
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, PackageFacts> {
  const packages = new Map<string, PackageFacts>()
  const unknown: PackageFacts = { dependencies: new Set(), config: null }
  for (const file of files.filter(isProjectFact)) {
    const slash = file.lastIndexOf('/')
    const root = slash === -1 ? '' : file.slice(0, slash)
    const name = file.slice(slash + 1)
    const known = packages.get(root) ?? unknown
    if (name === 'package.json') {
      packages.set(root, { ...known, dependencies: readDependencies(texts.get(file) ?? '') })
    } else if (NEXT_CONFIG.test(name)) {
      packages.set(root, { ...known, config: texts.get(file) ?? '' })
    }
  }
  return packages
}

function readDependencies(text: string): ReadonlySet<string> {
  const json = parseJson(text)
  const manifest = json.type === 'read' ? json.value : null
  const lists = ['dependencies', 'devDependencies'].map((name) => getProperty(manifest, name))
  return new Set(lists.flatMap((list) => Object.keys(list ?? {})))
}

function isRsc(dependencies: ReadonlySet<string>): boolean {
  return ['waku', '@vitejs/plugin-rsc', 'vinext'].some((name) => dependencies.has(name))
}

/** `route('about', './about.tsx')` ⬇ `app/about.tsx` */
function readRouteFiles(text: string): string[] {
  return [...text.matchAll(/(['"`])(?:\.\/)?([^'"`\n]+\.[jt]sx?)\1/g)].map(
    ([, , file]) => `app/${file}`,
  )
}

function listFolders(files: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>()
  for (const file of files) {
    for (
      let slash = file.lastIndexOf('/');
      slash > 0 && !folders.has(file.slice(0, slash));
      slash = file.lastIndexOf('/', slash - 1)
    ) {
      folders.add(file.slice(0, slash))
    }
  }
  return folders
}

function join(root: string, path: string): string {
  return root === '' ? path : `${root}/${path}`
}

/** The applications of a project, each with its folder and its framework's file conventions. */
import { readNextConfig } from './next-config.ts'

/** Whose file conventions say what an entry point is. */
export type Preset = 'next' | 'rsc' | 'server'

/** What a file's path and exports say of entry points, by whose convention. */
export type Convention =
  /** Next's app router: its files, those of metadata, middleware and instrumentation. */
  | 'next-app'
  /** Next's pages router. */
  | 'next-pages'
  /** `app/` files as in Next, for frameworks and applications that name theirs alike. */
  | 'rsc-app'
  | 'waku'
  | 'react-router'
  /** A default export that answers requests. */
  | 'server'

/** An application: a folder whose files one framework reads. All of it is plain data. */
export interface App {
  /** Project-relative with `/`; `''` for the project's own folder. */
  readonly root: string
  readonly conventions: readonly Convention[]
  /** Where the app router's files may stand, relative to `root`. */
  readonly appDirs: readonly string[]
  /** Where the pages router's may. */
  readonly pagesDirs: readonly string[]
  /** What ends the name of a file that a framework looks for: `tsx`, or `page.tsx`. */
  readonly extensions: readonly string[]
  /** Files that React Router's `routes.ts` names, relative to `root`. */
  readonly routeFiles: readonly string[]
  /** Whether pages are written as files, by Next's `output: 'export'`. */
  readonly isStaticExport: boolean
}

/** What detection goes by. All paths are project-relative with `/`. */
export interface ProjectFacts {
  /** Every file of the project, its packages' `package.json` among them. */
  readonly files: readonly string[]
  /**
   * The texts of the files that `isProjectFact` picks, by path. One that is missing counts as empty,
   * and one that cannot be read as JSON is left out of account.
   */
  readonly texts: ReadonlyMap<string, string>
}

const EXTENSIONS = ['tsx', 'ts', 'jsx', 'js']
const CONVENTIONS: Readonly<Record<Preset, readonly Convention[]>> = {
  next: ['next-app', 'next-pages'],
  rsc: ['rsc-app', 'server'],
  server: ['server'],
}
const NEXT_CONFIG = /^next\.config\.[cm]?[jt]s$/

/** Whether detection reads a file's text: `package.json`, `next.config.*`, React Router's `app/routes.ts`. */
export function isProjectFact(file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1)
  return name === 'package.json' || NEXT_CONFIG.test(name) || /(^|\/)app\/routes\.[jt]s$/.test(file)
}

/** An application of which only the preset is known. */
export function createApp(
  preset: Preset,
  known: Partial<Omit<App, 'conventions'>> & { readonly framework?: Convention } = {},
): App {
  const { framework, ...given } = known
  return {
    root: '',
    appDirs: ['app', 'src/app'],
    pagesDirs: preset === 'next' ? ['pages'] : [],
    extensions: preset === 'next' ? EXTENSIONS : [...EXTENSIONS, 'mts', 'mjs', 'cts', 'cjs'],
    routeFiles: [],
    isStaticExport: false,
    ...given,
    conventions: [...(framework ? [framework] : []), ...CONVENTIONS[preset]],
  }
}

/**
 * The applications of a project, the deepest folders first; the last one is the project's own folder.
 *
 * @param preset given, it stands for all of them
 */
export function detectApps({ files, texts }: ProjectFacts, preset?: Preset): App[] {
  const folders = listFolders(files)
  const apps: App[] = []
  for (const [root, { dependencies, config }] of listPackages(files, texts)) {
    const has = (folder: string) => folders.has(join(root, folder))
    const appDir = ['app', 'src/app'].find(has)
    const pagesDir = ['pages', 'src/pages'].find(has)
    const isNext =
      config !== null || (dependencies.has('next') && (appDir ?? pagesDir) !== undefined)
    // A `package.json` that only says `{ "type": "module" }` makes no application of its folder.
    if (root !== '' && dependencies.size === 0 && config === null) continue
    const found = preset ?? (isNext ? 'next' : isRsc(dependencies) ? 'rsc' : 'server')
    if (found === 'next') {
      const { isStaticExport, pageExtensions } = readNextConfig(config ?? '')
      apps.push(
        createApp(found, {
          root,
          appDirs: appDir ? [appDir] : [],
          pagesDirs: pagesDir ? [pagesDir] : [],
          extensions: pageExtensions ?? EXTENSIONS,
          isStaticExport,
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
        ...(framework && found === 'rsc' ? { framework } : {}),
      }),
    )
  }
  if (!apps.some(({ root }) => root === '')) apps.push(createApp(preset ?? 'server'))
  return apps.sort((a, b) => b.root.length - a.root.length)
}

/** The application a file belongs to: the one whose folder is the nearest. */
export function appOf(file: string, apps: readonly App[]): App | undefined {
  return apps.find(({ root }) => root === '' || file.startsWith(`${root}/`))
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
  for (const file of files) {
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
  try {
    const { dependencies, devDependencies } = JSON.parse(text)
    return new Set(Object.keys({ ...dependencies, ...devDependencies }))
  } catch {
    return new Set()
  }
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

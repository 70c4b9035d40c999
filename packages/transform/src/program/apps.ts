/** The applications of a project, each with its folder and its framework's file conventions. */

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
  /** Whether a proxy (middleware) may stand before its routes; not knowing of one does not mean that there is none. */
  readonly mayHaveProxy: boolean
}

export const EXTENSIONS = ['tsx', 'ts', 'jsx', 'js']
const CONVENTIONS: Readonly<Record<Preset, readonly Convention[]>> = {
  next: ['next-app', 'next-pages'],
  rsc: ['rsc-app', 'server'],
  server: ['server'],
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
    mayHaveProxy: true,
    ...given,
    conventions: [...(framework ? [framework] : []), ...CONVENTIONS[preset]],
  }
}

/** Whether a value has the shape of an application. */
export function isApp(value: unknown): value is App {
  if (typeof value !== 'object' || value === null) return false
  const given = value as Readonly<Record<string, unknown>>
  return Object.entries(createApp('server')).every(
    ([name, like]) =>
      typeof given[name] === typeof like && Array.isArray(given[name]) === Array.isArray(like),
  )
}

/** The application a file belongs to: the one whose folder is the nearest. */
export function appOf(file: string, apps: readonly App[]): App | undefined {
  return apps.find(({ root }) => root === '' || file.startsWith(`${root}/`))
}

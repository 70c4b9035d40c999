// Discovers the app directory: which URL path has a page or a route handler, and what encloses it.
import type { ComponentType, ReactNode } from 'react'

type Params = Promise<Record<string, string>>
type SearchParams = Promise<Record<string, string | string[]>>

export interface Metadata {
  readonly title?: string
  readonly description?: string
}

interface WithMetadata {
  readonly metadata?: Metadata
  readonly generateMetadata?: (props: PageProps) => Metadata | Promise<Metadata>
}

export interface PageProps {
  readonly params: Params
  readonly searchParams: SearchParams
}

export interface PageModule extends WithMetadata {
  readonly default: ComponentType<PageProps>
  /** 'force-static': the build renders the page once and the server sends that file. */
  readonly dynamic?: 'auto' | 'force-static'
}

/** A layout or a template: both enclose what lies below their directory. */
export interface ShellModule extends WithMetadata {
  readonly default: ComponentType<{ params: Params; children: ReactNode }>
}

export type RouteHandler = (
  request: Request,
  context: { params: Params },
) => Response | Promise<Response>

export type RouteModule = Readonly<Record<string, RouteHandler | undefined>>

export interface PageRoute {
  readonly type: 'page'
  readonly page: Load<PageModule>
  /** What encloses the page, outermost first. */
  readonly shells: readonly Load<ShellModule>[]
}

export interface HandlerRoute {
  readonly type: 'handler'
  readonly handler: Load<RouteModule>
}

export type Route = PageRoute | HandlerRoute

type Load<T> = () => Promise<T>

const modules = import.meta.glob('/app/**/{page,layout,template,route}.{ts,tsx}')

/** Every route of the app directory by its URL path; the path has no trailing slash but the root's. */
export const routes: ReadonlyMap<string, Route> = collectRoutes()

/** The route a request's path leads to; a trailing slash makes no difference. */
export function matchRoute(pathname: string): Route | undefined {
  return routes.get(pathname.replace(/\/+$/, '') || '/')
}

function collectRoutes(): Map<string, Route> {
  const found = new Map<string, Route>()
  for (const file of Object.keys(modules)) {
    const [, directory = '', kind] = /^\/app(.*)\/(\w+)\.tsx?$/.exec(file) ?? []
    const path = directory || '/'
    if (kind === 'page') {
      found.set(path, { type: 'page', page: load(file), shells: collectShells(directory) })
    } else if (kind === 'route') {
      found.set(path, { type: 'handler', handler: load(file) })
    }
  }
  return found
}

/** Layouts and templates from the root down to `directory`; a template lies inside its layout. */
function collectShells(directory: string): Load<ShellModule>[] {
  const levels = directory.split('/').map((_, index, all) => all.slice(0, index + 1).join('/'))
  return levels.flatMap((level) =>
    ['layout', 'template'].flatMap((kind) => {
      const file = [`/app${level}/${kind}.tsx`, `/app${level}/${kind}.ts`].find((f) => f in modules)
      return file === undefined ? [] : [load<ShellModule>(file)]
    }),
  )
}

function load<T>(file: string): Load<T> {
  return modules[file] as Load<T>
}

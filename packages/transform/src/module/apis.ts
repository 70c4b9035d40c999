/** The functions the compiler knows, and the modules they come from. */

/** `after` under both its names. */
export type AfterApi = 'after' | 'unstable_after'
/** Functions that read the request. */
export type RequestApi = 'cookies' | 'headers' | 'connection' | 'draftMode'
/** Functions that end a render or handler by throwing. */
export type NavigationApi =
  | 'redirect'
  | 'permanentRedirect'
  | 'notFound'
  | 'forbidden'
  | 'unauthorized'
/** Functions that make the result of another one be kept, or that end what is kept. */
export type CacheApi =
  | 'unstable_cache'
  | 'revalidatePath'
  | 'revalidateTag'
  | 'updateTag'
  | 'refresh'
export type Api = AfterApi | RequestApi | NavigationApi | CacheApi

const SERVER: readonly Api[] = ['after', 'unstable_after', 'connection']
const HEADERS: readonly Api[] = ['cookies', 'headers', 'draftMode']
const NAVIGATION: readonly Api[] = [
  'redirect',
  'permanentRedirect',
  'notFound',
  'forbidden',
  'unauthorized',
]
const CACHE: readonly Api[] = [
  'unstable_cache',
  'revalidatePath',
  'revalidateTag',
  'updateTag',
  'refresh',
]
const RUNTIME: readonly Api[] = [...SERVER, ...HEADERS]

/** Every module that has one of them (next@16.4: the documented entries, and the files behind them). */
const MODULES: Readonly<Record<string, readonly Api[]>> = {
  'next/server': SERVER,
  'next/server.js': SERVER,
  'next/dist/server/after': SERVER,
  'next/dist/server/after/index.js': SERVER,
  'next/dist/server/after/after': SERVER,
  'next/dist/server/after/after.js': SERVER,
  'next/headers': HEADERS,
  'next/headers.js': HEADERS,
  'next/navigation': NAVIGATION,
  'next/navigation.js': NAVIGATION,
  'next/cache': CACHE,
  'next/cache.js': CACHE,
}

/** What the runtime package gives in place of Next's modules. */
const PROVIDED: ReadonlySet<string> = new Set<Api>(RUNTIME)

export interface ApiTable {
  /** Every module the table knows, longest first. */
  readonly modules: readonly string[]
  /** The function a module's export is, or `null`. */
  find(source: string, name: string): Api | null
  /** Whether the module is one whose imports move to the runtime. */
  isRedirected(source: string): boolean
  /** What the runtime has of a module, and whether that is all the module exports. */
  listProvided(source: string): { readonly names: readonly string[]; readonly isAll: boolean }
  /** Whether the runtime has what the module exports under this name. */
  isProvided(source: string, name: string): boolean
}

export interface CreateApiTableOptions {
  /** The runtime package's name. */
  readonly runtime: string
  /** More modules that export these functions under these names. */
  readonly sources: readonly string[]
}

export function createApiTable({ runtime, sources }: CreateApiTableOptions): ApiTable {
  const table = new Map<string, readonly Api[]>(Object.entries(MODULES))
  for (const source of sources) table.set(source, [...RUNTIME, ...NAVIGATION])
  table.set(runtime, RUNTIME)

  function find(source: string, name: string): Api | null {
    return table.get(source)?.find((api) => api === name) ?? null
  }

  return {
    modules: [...table.keys()].sort((a, b) => b.length - a.length),
    find,
    isRedirected: (source) =>
      source !== runtime && (table.get(source)?.some((api) => PROVIDED.has(api)) ?? false),
    listProvided: (source) => ({
      names: (table.get(source) ?? []).filter(
        (api) => PROVIDED.has(api) && api !== 'unstable_after',
      ),
      isAll: table.get(source) === HEADERS,
    }),
    isProvided: (source, name) => find(source, name) !== null && PROVIDED.has(name),
  }
}

export function isAfter(api: Api | null): api is AfterApi {
  return api === 'after' || api === 'unstable_after'
}

export function isRequestApi(api: Api | null): api is RequestApi {
  return api === 'connection' || (api !== null && HEADERS.includes(api))
}

export function isNavigation(api: Api | null): api is NavigationApi {
  return api !== null && NAVIGATION.includes(api)
}

export function isUnstableCache(api: Api | null): api is 'unstable_cache' {
  return api === 'unstable_cache'
}

/** What ends a kept result, and reads as a wish for another render. */
export function isRevalidation(
  api: Api | null,
): api is 'revalidatePath' | 'revalidateTag' | 'updateTag' {
  return api === 'revalidatePath' || api === 'revalidateTag' || api === 'updateTag'
}

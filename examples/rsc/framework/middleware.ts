// Runs the app's middleware.ts, before anything else, on the paths its matcher names.

interface MiddlewareModule {
  /** Answers with a Response; anything else lets the request go on. */
  readonly middleware: (request: Request) => unknown
  /** Each matcher is read as a regular expression over the whole path (a part of Next's syntax). */
  readonly config?: { readonly matcher?: string | readonly string[] }
}

const [load] = Object.values(import.meta.glob<MiddlewareModule>('/middleware.ts'))

/** The middleware's own answer, or undefined where the request goes on to its route. */
export async function runMiddleware(request: Request): Promise<Response | undefined> {
  const module = await load?.()
  if (module === undefined) return undefined
  const { pathname } = new URL(request.url)
  const matchers = [module.config?.matcher ?? []].flat()
  const runs = matchers.length === 0 || matchers.some((m) => new RegExp(`^${m}$`).test(pathname))
  const answer = runs ? await module.middleware(request) : undefined
  return answer instanceof Response ? answer : undefined
}

// The part of 'next/navigation' this example's framework supplies: errors that answer the request.

/** An error that carries an answer instead of a failure; Next's digests, so tools know them. */
class NavigationError extends Error {
  readonly digest: string

  constructor(message: string, digest: string) {
    super(message)
    this.digest = digest
  }
}

/** Ends the render, action or handler with a redirect to `url` (307). */
export function redirect(url: string, type: 'replace' | 'push' = 'replace'): never {
  throw new NavigationError('NEXT_REDIRECT', `NEXT_REDIRECT;${type};${url};307;`)
}

/** Ends the render, action or handler with a 404. */
export function notFound(): never {
  const digest = 'NEXT_HTTP_ERROR_FALLBACK;404'
  throw new NavigationError(digest, digest)
}

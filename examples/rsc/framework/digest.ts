// Reads the answer a thrown error stands for, from the digest that survives the way through React.

export type Answer =
  | { readonly type: 'redirect'; readonly location: string; readonly status: number }
  | { readonly type: 'http-error'; readonly status: number }

/** The digest of a thrown value, or undefined where it has none. */
export function readDigest(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return undefined
  return typeof error.digest === 'string' ? error.digest : undefined
}

/** What redirect() or notFound() asked for; undefined for every other error. */
export function readAnswer(error: unknown): Answer | undefined {
  // NEXT_REDIRECT;replace;/target;307;  (the target may hold semicolons of its own)
  const [kind, ...parts] = (readDigest(error) ?? '').split(';')
  if (kind === 'NEXT_REDIRECT') {
    return {
      type: 'redirect',
      location: parts.slice(1, -2).join(';'),
      status: Number(parts.at(-2)),
    }
  }
  if (kind === 'NEXT_HTTP_ERROR_FALLBACK') return { type: 'http-error', status: Number(parts[0]) }
  return undefined
}

/** The `waitUntil` of platforms: what it comes from, and which texts may misuse it. */

export interface WaitUntilKind {
  /** What comes of a function that is handed over. */
  readonly onFunction: 'throws' | 'ignores'
  /** Whether it is a method that fails without its object. */
  readonly isMethod: boolean
}

/** Modules that export it; measured on @vercel/functions 3.9. */
export const WAIT_UNTIL_MODULES: ReadonlyMap<string, WaitUntilKind> = new Map([
  ['@vercel/functions', { onFunction: 'throws', isMethod: false }],
  ['cloudflare:workers', { onFunction: 'ignores', isMethod: false }],
])

/** Of the contexts of Workers, and of Next's `NextFetchEvent` (next 16.4). */
export const METHOD: WaitUntilKind = { onFunction: 'ignores', isMethod: true }

/** Types of parameters that are contexts, with the module they come from if not from everywhere. */
export const CONTEXT_TYPES: ReadonlyMap<string, RegExp | null> = new Map([
  ['ExecutionContext', null],
  ['ExtendableEvent', null],
  ['FetchEvent', null],
  ['NextFetchEvent', /^next\/server(\.js)?$/],
])

/** Functions whose result has a context as its `ctx`. */
export const CONTEXT_GETTERS: ReadonlyMap<string, RegExp> = new Map([
  ['@opennextjs/cloudflare', /^getCloudflareContext$/],
  ['@cloudflare/next-on-pages', /^get(Optional)?RequestContext$/],
])

/** Methods of a Worker's default export, which are handed a context as their third argument. */
export const WORKER_METHODS: readonly string[] = ['fetch', 'scheduled', 'queue', 'email', 'tail']

// Most calls are handed a promise where they stand: `waitUntil(work())`, `waitUntil((async () => …)())`.
const HANDED =
  /waitUntil(?:\?\.)?\(\s*(?:(?:async\s+)?(?:function\b|\w+\s*=>|\([^()]*\)\s*(?::[^=]+)?=>)|[\w$.]+\s*[,)])/
const TAKEN =
  /[{,]\s*waitUntil\s*(?::\s*\w+\s*)?(?:,[^{}]*)?\}\s*[=:,)]|\.waitUntil\b(?!\s*(?:\?\.)?[(.])|waitUntil\s+as\b/

/** Whether a text may hand `waitUntil` a function, or call it without its object. */
export function mayMisuseWaitUntil(text: string): boolean {
  // V8 looks for the first letter, and a capital is rare.
  return text.includes('Until') && (HANDED.test(text) || TAKEN.test(text))
}

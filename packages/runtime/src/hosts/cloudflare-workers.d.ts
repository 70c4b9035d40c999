// What the runtime uses of the module that Cloudflare Workers provide.
declare module 'cloudflare:workers' {
  /** That of the current request; since compatibility dates of 2025. */
  export const waitUntil: ((promise: Promise<unknown>) => void) | undefined
}

// Platforms that leave the current request's context on the global object.
import { globals } from './context.ts'
import { hasWaitUntil, type Platform, type PlatformContext, REPORT_TIME } from './platform.ts'

/** Vercel's context also says when the function will be stopped: whatever `new Date()` takes. */
type AmbientContext = PlatformContext & {
  readonly deadline: ConstructorParameters<typeof Date>[0]
}

/** The platform around the current request, in the order in which platforms are asked. */
export function findAmbientPlatform(): Platform | undefined {
  const contexts: unknown[] = [
    globals[Symbol.for('@vercel/request-context')]?.get?.(),
    globals[Symbol.for('@next/request-context')]?.get?.(),
    globals[Symbol.for('@netlify/functions/request-context-store')]?.getStore?.()?.context,
    // Supabase. Vercel's edge has a string of that name.
    globals.EdgeRuntime,
  ]
  const context = contexts.find(hasWaitUntil) as AmbientContext | undefined
  if (!context) return undefined
  const { deadline } = context
  const end = deadline === undefined ? Number.NaN : new Date(deadline).getTime()
  return {
    waitUntil: (promise) => context.waitUntil(promise),
    ...(!Number.isNaN(end) && { timeLeft: () => end - REPORT_TIME - Date.now() }),
  }
}

// Platforms that leave the current request's context on the global object.
import { globals } from './context.ts'
import { hasWaitUntil, type Platform, type PlatformContext, REPORT_TIME } from './platform.ts'

/** Vercel's context also says when the function will be stopped: whatever `new Date()` takes. */
type AmbientContext = PlatformContext & {
  readonly deadline: ConstructorParameters<typeof Date>[0]
}

const vercel = Symbol.for('@vercel/request-context')
const next = Symbol.for('@next/request-context')
const netlify = Symbol.for('@netlify/functions/request-context-store')

/** The platform around the current request, in the order in which platforms are asked. */
export function findAmbientPlatform(): Platform | undefined {
  return (
    readPlatform(globals[vercel]?.get?.()) ??
    readPlatform(globals[next]?.get?.()) ??
    readPlatform(globals[netlify]?.getStore?.()?.context) ??
    // Supabase. Vercel's edge has a string of that name.
    readPlatform(globals.EdgeRuntime)
  )
}

function readPlatform(context: unknown): Platform | undefined {
  if (!hasWaitUntil(context)) return undefined
  const { deadline } = context as AmbientContext
  const end = deadline === undefined ? Number.NaN : new Date(deadline).getTime()
  return {
    waitUntil: (promise) => context.waitUntil(promise),
    ...(!Number.isNaN(end) && { timeLeft: () => end - REPORT_TIME - Date.now() }),
  }
}

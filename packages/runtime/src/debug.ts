// AFTERWORD_DEBUG=1 shows in the terminal what runs after each response.
import { shared } from './context.ts'

/** Loads what prints it, where it is asked for. */
export function startDebugging(): void {
  if (shared.isDebugging || !isAskedFor()) return
  shared.isDebugging = true
  import('./terminal.ts').then(({ logRequests }) => logRequests(), console.error)
}

function isAskedFor(): boolean {
  const name = 'AFTERWORD_DEBUG'
  const { Deno: deno } = globalThis as {
    readonly Deno?: {
      readonly permissions: { querySync(what: object): { readonly state: string } }
    }
  }
  // It would stop and ask its user.
  const isSecret =
    deno && deno.permissions.querySync({ name: 'env', variable: name }).state !== 'granted'
  return !isSecret && globalThis.process?.env?.[name] === '1'
}

// What counts as a web Request, and as a Response.

// biome-ignore lint/suspicious/noExplicitAny: servers differ in what they pass.
type Argument = any

// By shape: frameworks and polyfills bring classes of their own.
const isMessage = (value: Argument, key: string) =>
  typeof value?.headers?.get === 'function' && value[key] !== undefined

/** The Request that a handler was called with, by itself or inside a framework's event or context. */
export function findRequest(argument: Argument): Request | undefined {
  return [argument, argument?.request, argument?.req].find((value) => isMessage(value, 'method'))
}

export function isResponse(value: Argument): value is Response {
  return isMessage(value, 'status')
}

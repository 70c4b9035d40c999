// What the app imports from Next's modules, for the type checker: the compiler moves these imports.
declare module 'next/server' {
  export { after, connection } from '@afterword/runtime'
}

declare module 'next/headers' {
  export { cookies, draftMode, headers } from '@afterword/runtime'
}

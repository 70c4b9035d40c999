// The errors of the request APIs and of prerender(), in a table of their own: an application that uses
// none of these has none of their messages.
import { AfterError, type AfterErrorCode } from './errors.ts'

const messages = {
  'request-api-in-after': (api: string, where: string) =>
    `${api} was called ${where} a page, layout or other Server Component, where the request is ` +
    `no longer readable. Call it before after() and use its value inside the task.`,
  'cookie-write-in-after': (call: string) =>
    `${call} was called in a task. Tasks run once the response is finished, so its headers are gone. ` +
    'Write the cookie before the response: in the route handler, server function or middleware itself.',
  'cookie-write-in-render': (call: string) =>
    `${call} was called while rendering. A page cannot write cookies: its response may have begun. ` +
    'Write them in a route handler, a server function or middleware.',
  'draft-mode-write-in-after': (call: string) =>
    `${call} was called in a task. Draft mode is a cookie, and the response is finished. ` +
    'Call it in the route handler or server function itself.',
  'draft-mode-write-in-render': (call: string) =>
    `${call} was called while rendering. Draft mode is a cookie, and a page cannot write cookies. ` +
    'Call it in a route handler or a server function.',
  'headers-sent': (call: string) =>
    `${call} was called when the response's headers had already been sent. Call it before the ` +
    'first byte of the response: before res.write() or res.end(), or before returning the Response.',
  'headers-read-only': (call: string) =>
    `${call}: the request's headers are read-only. Set headers on the response, ` +
    'or copy them first: new Headers(await headers()).',
  'invalid-cookie': (problem: string) => `cookies().set(): ${problem}`,
  'prerender-task-failed': (path: string, list: readonly string[]) =>
    `${list.length === 1 ? 'A task' : `${list.length} tasks`} failed while prerendering ${path}:` +
    list.map((line, index) => `\n  ${index + 1}. ${line}`).join(''),
} satisfies { readonly [Code in AfterErrorCode]?: (...parts: never[]) => string }

/** Makes the error of a code from the parts its message names. */
export function createRequestError<Code extends keyof typeof messages>(
  code: Code,
  parts: Parameters<(typeof messages)[Code]>,
  options?: ErrorOptions,
): AfterError {
  const print = messages[code] as (...parts: readonly unknown[]) => string
  return new AfterError(code, print(...parts), options)
}

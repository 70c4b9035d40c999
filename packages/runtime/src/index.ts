// The public API: what application code imports, whatever server it runs on.

export { type AfterOptions, after } from './after.ts'
export { type ConfigureOptions, configure, type Outcome, type TaskErrorInfo } from './configure.ts'
export type { Phase } from './context.ts'
export type {
  CookieOptions,
  RequestCookie,
  RequestCookies,
  ResponseCookie,
} from './cookies.ts'
export { type AbandonedTask, type DrainOptions, type DrainReport, drain } from './drain.ts'
export { AfterError, type AfterErrorCode } from './errors.ts'
export type {
  AfterwordEvents,
  ScopeCloseEvent,
  ScopeOpenEvent,
  ScopeSettleEvent,
  TaskEvent,
  TaskStartEvent,
  TaskStopEvent,
} from './events.ts'
export type { ReadonlyHeaders } from './headers.ts'
export { type PrerenderOptions, prerender } from './prerender.ts'
export { connection, cookies, type DraftMode, draftMode, headers } from './request-apis.ts'
export type { AfterTask, TaskContext } from './task.ts'

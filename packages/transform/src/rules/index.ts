/** Every rule, by the code it reports. */
import type { Diagnostic, DiagnosticCode } from '../diagnostics/diagnostic.ts'
import { afterInCache } from './after-in-cache.ts'
import { afterInClient } from './after-in-client.ts'
import { afterInPagesRouter } from './after-in-pages-router.ts'
import { afterInStaticExport } from './after-in-static-export.ts'
import { afterOutsideRequest } from './after-outside-request.ts'
import { bodyReadInAfter } from './body-read-in-after.ts'
import { cookieWriteInAfter } from './cookie-write-in-after.ts'
import { draftModeWriteInAfter } from './draft-mode-write-in-after.ts'
import { dynamicInStaticTask } from './dynamic-in-static-task.ts'
import { eagerTask } from './eager-task.ts'
import { floatingPromiseInAfter } from './floating-promise-in-after.ts'
import { invalidTask } from './invalid-task.ts'
import { lazyQueryInAfter } from './lazy-query-in-after.ts'
import { navigationInAfter } from './navigation-in-after.ts'
import { refreshInAfter } from './refresh-in-after.ts'
import { requestApiInAfter } from './request-api-in-after.ts'
import type { Rule, RuleContext } from './rule.ts'
import { unstableAfter } from './unstable-after.ts'
import { updateTagInRoute } from './update-tag-in-route.ts'
import { waitUntilFunction } from './wait-until-function.ts'

/** What the compiler says of a text itself, before there is anything for a rule to see. */
type TextCode = 'unreadable-module' | 'lost-bytes' | 'invalid-suppression' | 'unused-suppression'

const RULES: Readonly<Record<Exclude<DiagnosticCode, TextCode>, Rule>> = {
  'after-in-cache': afterInCache,
  'after-in-client': afterInClient,
  'after-in-pages-router': afterInPagesRouter,
  'after-in-static-export': afterInStaticExport,
  'after-outside-request': afterOutsideRequest,
  'body-read-in-after': bodyReadInAfter,
  'cookie-write-in-after': cookieWriteInAfter,
  'draft-mode-write-in-after': draftModeWriteInAfter,
  'dynamic-in-static-task': dynamicInStaticTask,
  'eager-task': eagerTask,
  'floating-promise-in-after': floatingPromiseInAfter,
  'invalid-task': invalidTask,
  'lazy-query-in-after': lazyQueryInAfter,
  'navigation-in-after': navigationInAfter,
  'refresh-in-after': refreshInAfter,
  'request-api-in-after': requestApiInAfter,
  'unstable-after': unstableAfter,
  'wait-until-function': waitUntilFunction,
  'update-tag-in-route': updateTagInRoute,
}

/** Runs every rule over a module. */
export function checkModule(context: RuleContext): Diagnostic[] {
  // In a browser every other misuse follows from the first.
  const rules = context.client === null ? Object.values(RULES) : [afterInClient, unstableAfter]
  return rules.flatMap((rule) => rule(context))
}

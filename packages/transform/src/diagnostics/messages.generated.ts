// Generated from messages/*.md by scripts/messages.mjs: edit those.

/** What a message needs to be told, by code. */
export interface MessageParameters {
  readonly 'after-in-client': { readonly where: string; readonly why: string }
  readonly 'after-outside-request': Record<never, never>
  readonly 'cookie-write-in-after': { readonly action: string; readonly advice: string }
  readonly 'draft-mode-write-in-after': { readonly action: string; readonly method: string }
  readonly 'floating-promise-in-after': { readonly work: string; readonly advice: string }
  readonly 'invalid-suppression': { readonly problem: string; readonly advice: string }
  readonly 'invalid-task': { readonly what: string }
  readonly 'lost-bytes': Record<never, never>
  readonly 'navigation-in-after': { readonly api: string }
  readonly 'request-api-in-after': { readonly api: string; readonly runs: string; readonly entry: string; readonly advice: string }
  readonly 'unreadable-module': { readonly problem: string; readonly advice: string }
  readonly 'unstable-after': Record<never, never>
  readonly 'unused-suppression': { readonly code: string; readonly advice: string }
}

/** Templates; `{name}` is replaced with the parameter of that name. */
export const messageTemplates = {
  'after-in-client': {
    severity: 'error',
    message: '`after` is used in {where}',
    reason: '`after` runs work on the server once the response is finished; {why}.',
    fix: 'Call `after` in a Server Component, Server Function, Route Handler or middleware, and keep this module free of it: move what the browser needs into a module of its own.',
    labels: {
      call: 'there is no response to wait for in a browser',
    },
  },
  'after-outside-request': {
    severity: 'error',
    message: '`after()` is called when the module loads',
    reason: 'The module\'s own code runs once, when the server starts or the page\'s data is collected, so there is no response to come after: at run time this call throws, and the module fails to load.',
    fix: 'Call `after()` inside the function that answers the request.',
    labels: {
      call: 'no request is being answered here',
    },
  },
  'cookie-write-in-after': {
    severity: 'error',
    message: 'a cookie is {action} inside `after()`',
    reason: 'Cookies travel in the response\'s headers, and a task runs when the response is finished: at run time this call throws, and the cookie is never {action}.',
    fix: '{advice} the cookie in the Server Function, Route Handler or middleware itself, before it returns.',
    labels: {
      call: 'the response headers have been sent',
      site: 'scheduled here',
    },
  },
  'draft-mode-write-in-after': {
    severity: 'error',
    message: 'draft mode is {action} inside `after()`',
    reason: 'Draft mode is a cookie, and cookies travel in the response\'s headers: at run time this call throws, and draft mode stays as it was.',
    fix: 'Call `{method}()` in the Route Handler or Server Function itself, before it returns.',
    labels: {
      call: 'the response headers have been sent',
      site: 'scheduled here',
    },
  },
  'floating-promise-in-after': {
    severity: 'warn',
    message: 'what {work} starts is neither awaited nor returned, so `after()` does not wait for it',
    reason: 'A task is over when what its function returns has settled. Work it leaves behind may be cut off when the platform stops the process, has no deadline, and fails as an unhandled rejection.',
    fix: '{advice}',
    labels: {
      call: 'nothing waits for this',
      site: 'the task is scheduled here',
    },
  },
  'invalid-suppression': {
    severity: 'warn',
    message: 'the comment suppresses nothing: {problem}',
    reason: 'A suppression names the codes it silences and says why, so that whoever reads it next can tell whether the reason still holds. This one does not, so it is not followed.',
    fix: '{advice}',
    labels: {
      call: 'not understood',
    },
  },
  'invalid-task': {
    severity: 'error',
    message: '`after()` takes a function or a promise, and gets {what}',
    reason: 'There is nothing to run: at run time this call throws, and the request fails with it.',
    fix: 'Pass the work as a callback: `after(() => work())`.',
    labels: {
      call: '{what}',
    },
  },
  'lost-bytes': {
    severity: 'warn',
    message: 'the file holds U+FFFD, the character that stands for bytes that are not UTF-8',
    reason: 'Build tools read source files as UTF-8, and put this character where the bytes are something else. What was there is lost before Afterword sees it; the rest of the file is compiled as usual.',
    fix: 'Save the file as UTF-8. Where the character is meant, write it as `\\uFFFD`.',
    labels: {
      call: 'a byte was lost here',
    },
  },
  'navigation-in-after': {
    severity: 'error',
    message: '`{api}()` has no effect inside `after()`',
    reason: '`{api}()` works by throwing to whatever is answering the request, and the answer has been sent: at run time the task ends here with an error.',
    fix: 'Decide before the response: call `{api}()` outside `after()`.',
    labels: {
      call: 'throws, and nobody is left to answer',
      site: 'scheduled here',
    },
  },
  'request-api-in-after': {
    severity: 'error',
    message: '`{api}()` is called inside `after()` in a Server Component',
    reason: 'A Server Component may be rendered ahead of any request, so its tasks have no request to read: at run time this call throws, the visitor still gets 200, and the work is lost.',
    fix: '{advice} before `after()` and use its value inside the callback.',
    labels: {
      call: '{runs} after the response is finished',
      site: 'scheduled here, while {entry} renders',
    },
  },
  'unreadable-module': {
    severity: 'warn',
    message: 'the file is left as it is: {problem}',
    reason: 'Afterword could not read this module, so its `after()` calls are neither checked nor given their call sites. Nothing in it was changed.',
    fix: '{advice}',
    labels: {
      call: 'here',
    },
  },
  'unstable-after': {
    severity: 'warn',
    message: '`unstable_after` is called `after` since Next.js 15.1',
    reason: 'Next.js does not export the old name any more; the build passes, and the call fails at run time. Afterword compiles it as `after`.',
    fix: 'Import `after` instead.',
    labels: {
      call: 'its old name',
    },
  },
  'unused-suppression': {
    severity: 'warn',
    message: 'nothing is reported for `{code}` on the next line',
    reason: 'A comment that silences nothing now would silence what comes later, unseen.',
    fix: '{advice}',
    labels: {
      call: 'suppresses nothing',
    },
  },
} as const

// Generated from messages/*.md by scripts/messages.mjs: edit those.

/** What a message needs to be told, by code. */
export interface MessageParameters {
  readonly 'after-in-cache': Record<never, never>
  readonly 'after-in-client': { readonly where: string; readonly why: string }
  readonly 'after-in-pages-router': { readonly entry: string }
  readonly 'after-in-static-export': Record<never, never>
  readonly 'after-outside-request': { readonly when: string; readonly failure: string }
  readonly 'body-read-in-after': { readonly read: string; readonly entry: string }
  readonly 'cookie-write-in-after': { readonly action: string; readonly advice: string }
  readonly 'draft-mode-write-in-after': { readonly action: string; readonly method: string }
  readonly 'dynamic-in-static-task': { readonly api: string; readonly entry: string; readonly dynamic: string }
  readonly 'eager-task': { readonly call: string; readonly what: string }
  readonly 'floating-promise-in-after': { readonly work: string; readonly advice: string }
  readonly 'invalid-suppression': { readonly problem: string; readonly advice: string }
  readonly 'invalid-task': { readonly what: string; readonly result: string }
  readonly 'lazy-query-in-after': { readonly query: string; readonly library: string; readonly how: string; readonly advice: string }
  readonly 'lost-bytes': Record<never, never>
  readonly 'navigation-in-after': { readonly api: string }
  readonly 'refresh-in-after': Record<never, never>
  readonly 'request-api-in-after': { readonly api: string; readonly runs: string; readonly entry: string; readonly advice: string }
  readonly 'unreadable-module': { readonly problem: string; readonly advice: string }
  readonly 'unstable-after': Record<never, never>
  readonly 'unused-suppression': { readonly code: string; readonly advice: string }
  readonly 'update-tag-in-route': { readonly entry: string }
  readonly 'wait-until-function': { readonly call: string; readonly problem: string; readonly what: string; readonly outcome: string; readonly advice: string }
}

/** Templates; `{name}` is replaced with the parameter of that name. */
export const messageTemplates = {
  'after-in-cache': {
    severity: 'warn',
    message: '`after()` is called in a function whose result is cached',
    reason: 'The function\'s result is kept, by `\'use cache\'` or `unstable_cache`. On a hit the function does not run, so nothing is scheduled. There is no error at run time: the task runs on a cache miss only, never on a hit.',
    fix: 'Call `after()` where the cached function is called, outside it.',
    labels: {
      call: 'runs on a cache miss only, never on a hit',
    },
  },
  'after-in-client': {
    severity: 'error',
    message: '`after` is used in {where}',
    reason: '`after` runs work on the server once the response is finished; {why}.',
    fix: 'Call `after` in a Server Component, Server Function, Route Handler or middleware, and keep this module free of it: move what the browser needs into a module of its own.',
    labels: {
      call: 'there is no response to wait for in a browser',
    },
  },
  'after-in-pages-router': {
    severity: 'error',
    message: '`after()` does not work in the Pages Router',
    reason: '`after` belongs to the App Router. A page or data function of the Pages Router with it does not compile; an API route compiles, and the call throws when the route is asked for.',
    fix: 'Move the route to the App Router, or hand the work\'s promise to the platform\'s own `waitUntil`.',
    labels: {
      call: 'called for {entry}',
    },
  },
  'after-in-static-export': {
    severity: 'warn',
    message: '`after()` is called in a project that is exported as static files',
    reason: 'With `output: \'export\'` every page and route is written to a file once. The documentation of Next.js says that `after` is not supported there; in fact the task runs during the build, and no request ever comes to it.',
    fix: 'Do the work in a script of the build, or leave `output: \'export\'` out and run a server.',
    labels: {
      call: 'runs when the project is built, and never for a visitor',
    },
  },
  'after-outside-request': {
    severity: 'error',
    message: '`after()` is called {when}',
    reason: 'What runs {when} answers no request, so there is no response to come after: at run time this call throws, and {failure}.',
    fix: 'Call `after()` inside the function that answers the request.',
    labels: {
      call: 'no request is being answered here',
    },
  },
  'body-read-in-after': {
    severity: 'error',
    message: '`{read}` is called inside `after()`, when the request\'s body is gone',
    reason: 'What nobody has read of the request\'s body when the response is finished is thrown away. There is no error that says so: `text()` gives an empty string, `formData()` has no fields, and `json()` takes the empty string for broken JSON.',
    fix: 'Read the body before `after()`, and use what that gives inside the callback.',
    labels: {
      call: 'reads an empty body',
      site: 'scheduled here, by {entry}',
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
  'dynamic-in-static-task': {
    severity: 'warn',
    message: '`{api}()` is called inside `after()` in {entry}, which is meant to be static',
    reason: 'The tasks of a static page or route run when it is built. What `{api}()` throws there is taken for a sign that it cannot be static: the build goes on without a word, and the page is made anew for every request, whatever `dynamic` says.',
    fix: 'Take `{api}()` out of the task. What is cached is revalidated where the data changes: in a Server Function, a Route Handler or a webhook.',
    labels: {
      call: 'makes it dynamic',
      site: 'scheduled here, with `dynamic = \'{dynamic}\'`',
    },
  },
  'eager-task': {
    severity: 'error',
    message: '{call} runs before `after()` does, and gives it {what} to wait for',
    reason: 'The argument is evaluated first: the work is done while the response waits for it, and then this call throws, for it takes a function or a promise.',
    fix: 'Pass a function that makes the call.',
    labels: {
      call: 'runs now',
      site: 'gets {what}',
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
    reason: 'There is nothing to run: at run time {result}.',
    fix: 'Pass the work as a callback: `after(() => work())`.',
    labels: {
      call: '{what}',
    },
  },
  'lazy-query-in-after': {
    severity: 'error',
    message: '{query} builds a {library} query that is never run',
    reason: 'A {library} query is sent {how}. Nobody does that, so the database never hears of it, and no error says so.',
    fix: '{advice}',
    labels: {
      call: 'nothing is sent',
      site: 'the task is scheduled here',
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
  'refresh-in-after': {
    severity: 'error',
    message: '`refresh()` is called inside `after()`',
    reason: '`refresh()` tells the browser to fetch the page again, in the response of a Server Function. A task runs when that response is finished: the call throws, and what the task has left to do is lost.',
    fix: 'Call `refresh()` in the Server Function itself, outside `after()`.',
    labels: {
      call: 'throws, for the response that would carry it is out',
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
  'update-tag-in-route': {
    severity: 'error',
    message: '`updateTag()` is called inside `after()` in a Route Handler',
    reason: '`updateTag()` is for Server Functions. In a Route Handler, and so in the tasks it schedules, the call throws and what is cached stays.',
    fix: 'Call `revalidateTag()` instead: with `\'max\'` the next visitor still gets what is there while it is made anew, with `{ expire: 0 }` it is gone at once.',
    labels: {
      call: 'throws in a Route Handler',
      site: 'scheduled here, by {entry}',
    },
  },
  'wait-until-function': {
    severity: 'error',
    message: '{call} {problem}',
    reason: 'A platform\'s `waitUntil` keeps the process alive for a promise. It calls no function, as `after()` does, and where it is a method it needs its object. Here {outcome}.',
    fix: '{advice}',
    labels: {
      call: '{what}',
    },
  },
} as const

// docs/semantics.md promises a behaviour in each row. This names the tests that hold it to that: a row
// without one fails here, and so does a test that is gone.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const runtime = (file: string, ...titles: string[]) =>
  titles.map((title) => [`packages/runtime/test/${file}.test.ts`, title] as const)
const example = (...titles: string[]) =>
  titles.map((title) => ['test/example-rsc.test.ts', title] as const)
/** What only the compiler can see: its fixtures have a folder for each case, named after the rule. */
const compiler = (rule: string) => [[`packages/transform/docs/${rule}.md`, rule]] as const
const fixture = (name: string, text: string) => {
  const [input] = readdirSync(join(root, 'fixtures/transform', name)).filter((file) =>
    file.startsWith('input.'),
  )
  return [[`fixtures/transform/${name}/${input}`, text]] as const
}
const documented = (text: string) => [['docs/semantics.md', text]] as const

const tests: Readonly<Record<string, readonly (readonly [file: string, title: string])[]>> = {
  '`after(fn)`, sync or async, any number': runtime(
    'call',
    'after(fn), sync or async, any number: queued, called once, returns undefined',
    'after(fn): the value it returns is awaited',
    'after(fn): the callback receives { signal, outcome }',
  ),
  '`after(promise)`, or any object with `then`': runtime(
    'call',
    'after(promise): already running, kept alive',
    'after(promise): a rejection is reported, never unhandled',
    'after(any object with .then)',
  ),
  'a function that also has `then`': runtime('call', 'a callable that also has .then'),
  "nothing, `42`, `null`, `'s'`, `[]`, `{}`": runtime('call', 'after(%j): throws at the call'),
  'a second argument': runtime('call', 'second argument %j: options, validated'),
  'outside a request': runtime('call', 'outside a request: throws, naming the three usual causes'),
  'no `waitUntil` on a platform that needs one': runtime(
    'call',
    'no waitUntil on a platform that needs one: throws at the call',
  ),
  "at a module's top level": compiler('after-outside-request'),
  'in a client component': compiler('after-in-client'),
  'in `generateStaticParams`, in a static page': runtime(
    'prerender',
    'tasks run when the output is complete, never inline; the build waits',
  ),
  '`unstable_after`': compiler('unstable-after'),

  'normal response, Node': runtime('when-node', 'normal response: at close'),
  'a streamed body, Suspense': [
    ...runtime('when-node', 'streamed body: when the whole stream has ended'),
    ...runtime('when-fetch', 'streamed body: when the whole stream has been read'),
  ],
  'the client leaves in mid-stream': [
    ...runtime(
      'when-node',
      'client aborts mid-stream: waits for the handler',
      'client aborts mid-stream: the render that goes on may read its request',
    ),
    ...runtime('register', 'after an abort, tasks wait for the async listener'),
    ...runtime('frameworks', 'client gone: tasks wait for the middleware below'),
  ],
  'a child that never resolves, the client gone': runtime('when-node', 'child never resolves'),
  '`after` called after the close': runtime('when-node', 'after() called after close'),
  'the handler throws after calling `after`': [
    ...runtime('failure', '%s after calling after: 500, the task runs as failed'),
    ...runtime('when-fetch', 'handler %s after calling after'),
  ],
  '`redirect()`, `notFound()` after calling `after`': runtime(
    'when-node',
    '%s after calling after',
  ),
  'the handler throws before': runtime('failure', 'before after: nothing was registered'),
  'HEAD, 204, 304, redirects, an empty body': runtime('when-node', '%s %i without a body: runs'),
  'a page answered from a cache': runtime(
    'when-node',
    'a page answered from a cache: nothing is scheduled',
  ),
  middleware: runtime('when-node', "middleware: when the request's response is finished"),
  order: [
    ...runtime('when-node', 'order: first in, first started, all concurrent'),
    ...runtime('scope', '1,000 short CPU-bound tasks, %s', 'concurrency limit'),
  ],
  'nested `after`': runtime('scope', 'nested: queued behind what is queued, never inside the call'),
  '`after` called by a slow `after(promise)` when nothing else is left': [
    ...runtime('when-node', 'after() called by a slow after(promise)'),
    ...runtime('when-fetch', 'gets one promise that waits for nested tasks, and for late ones'),
  ],
  'a body that nobody reads or cancels': runtime('when-fetch', 'a body nobody reads'),
  'two requests at once on one connection, HTTP/2, pipelining': runtime(
    'when-node',
    'keep-alive: requests of one connection are separate',
    'pipelining: a response that waits for its turn holds its tasks',
    'HTTP/2: requests at once on one connection are separate',
  ),
  "a handler that calls the app's own `fetch`": [
    ...runtime('when-node', 'an in-process sub-request joins the outer scope'),
    ...runtime('when-fetch', 'in-process sub-request: joins the outer scope'),
  ],

  'a task throws or rejects': runtime('failure', 'task throws or rejects: onTaskError'),
  'the error handler throws': runtime('failure', 'the error handler %s: both errors are logged'),
  '`redirect()` in a task': runtime('failure', '%s thrown in a task: reported by name'),
  'a time limit': runtime(
    'failure',
    'past its timeout: the signal aborts',
    "the route's maxDuration counts from the request's start",
    'memory is released: 1,000 tasks that never settle',
  ),
  'SIGTERM, SIGINT': runtime(
    'shutdown',
    'SIGTERM with a request open and a task pending',
    'a task that never settles: reported after the limit',
    'keep-alive connections do not hold it up',
  ),
  'a crash, SIGKILL': documented('lost: tasks live in the process'),
  'a task throws while prerendering': runtime('prerender', 'rejects with all task errors together'),
  'AsyncLocalStorage, OpenTelemetry': [
    ...runtime(
      'when-node',
      'as at the call, with a normal response',
      'also after an abort',
      'also on HTTP/2, ended and aborted',
    ),
    ['test/runtime-otel.test.ts', 'a task has the span and the context of its call'],
  ],
  'React `cache()`': example('/cache: the task reads what the render has cached'),

  '`cookies()`, `headers()`, `connection()`': runtime(
    'request-apis',
    'SC: throws, synchronously',
    '%s: ok',
    'nested after and functions of another phase inherit the outermost one',
  ),
  "the cookies' values": runtime(
    'request-apis',
    "cookies() gives the value after the handler's own",
  ),
  '`.set`, `.delete` on the store, also on one read before `after`': runtime(
    'request-apis',
    'store .%s in a task: throws in every phase',
  ),
  '`(await draftMode()).isEnabled`': runtime('request-apis', 'draftMode().isEnabled: ok'),
  'a promise made before `after`: `params`, `searchParams`, `cookies()`': runtime(
    'request-apis',
    'a promise made before after, and awaited inside, is legal',
  ),
  '`.enable()`, `.disable()`': runtime('request-apis', 'draftMode().%s in a task: throws'),
  '`redirect()`, `notFound()`, `forbidden()`, `unauthorized()`': [
    ...runtime('failure', '%s thrown in a task: reported by name'),
    ...compiler('navigation-in-after'),
  ],

  "in a function with `'use cache'`, or handed to `unstable_cache`": compiler('after-in-cache'),
  'in a page or data function of the Pages Router': compiler('after-in-pages-router'),
  'in an API route of the Pages Router': fixture('rule-after-in-pages-router-api', 'after('),
  "with `output: 'export'`": compiler('after-in-static-export'),
  'in `register` of `instrumentation`': fixture('rule-outside-request-instrumentation', 'register'),
  'in `onRequestError` of `instrumentation`': fixture(
    'rule-outside-request-instrumentation',
    'onRequestError',
  ),
  'in `sitemap`, `opengraph-image` and their kind': [
    ['packages/transform/test/entries.test.ts', 'sitemap'],
  ],
  "a Route Handler's own unread body in a task": compiler('body-read-in-after'),
  'a clone of the request, made before and not read': fixture('rule-body-read-legal', 'clone()'),
  '`refresh()` in a task': compiler('refresh-in-after'),
  '`updateTag()` in a task': compiler('update-tag-in-route'),
  '`revalidatePath()`, `revalidateTag()` in a task': compiler('dynamic-in-static-task'),
  '`redirect()`, `notFound()` in a task of a static page': compiler('dynamic-in-static-task'),
  'a `no-store` fetch in a task of a static page': fixture(
    'rule-dynamic-in-static-task-legal',
    'no-store',
  ),
}

const rows = [...read('docs/semantics.md').matchAll(/^\| ([^|]+?) *\|/gm)]
  .map(([, row = '']) => row)
  .filter((row) => !/^(-+|case|called in the task)$/.test(row))

describe('each row of docs/semantics.md has its tests', () => {
  it.each(rows)('%s', (row) => {
    expect(tests[row], 'no test is named for this row').toBeDefined()
    for (const [file, title] of tests[row] ?? []) expect(read(file), file).toContain(title)
  })

  it('and no row is named that is gone', () => {
    expect(Object.keys(tests).filter((row) => !rows.includes(row))).toEqual([])
    expect(rows.length).toBeGreaterThan(35)
  })
})

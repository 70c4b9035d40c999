// A server whose requests are of every kind, with the inspector.
import { createServer } from 'node:http'
import { after } from '@afterword/runtime'
import { afterAt, runEntry } from '@afterword/runtime/compiled'
import { inspect } from '@afterword/runtime/inspector'
import { withAfter } from '@afterword/runtime/node'

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
let release
const released = new Promise((resolve) => {
  release = resolve
})

/** What each path schedules, and how it answers; `res.end()` by default. */
const routes = {
  '/ok': () => afterAt('src/ok.ts:3:3', 'GET', () => sleep(20), { name: 'count visit' }),
  async '/stream'(res) {
    afterAt('src/stream.ts:4:3', 'GET', () => sleep(10), { name: 'index page' })
    for (let index = 0; index < 5; index++) {
      res.write('chunk\n')
      await sleep(20)
    }
    res.end()
  },
  '/abort'(res) {
    afterAt('src/abort.ts:2:3', 'GET', () => {}, { name: 'note abort' })
    res.write('first')
    return false
  },
  '/failed'() {
    const send = async () => {
      await sleep(5)
      throw new TypeError('no mail server at <localhost>', { cause: new Error('refused') })
    }
    afterAt('src/failed.ts:7:3', 'POST', send, { name: 'send mail' })
    afterAt('src/failed.ts:8:3', 'POST', () => sleep(15), { name: 'count order' })
  },
  '/nested'() {
    const inner = () => afterAt('src/nested.ts:5:7', 'GET', () => sleep(20), { name: 'innermost' })
    const outer = async () => {
      await sleep(10)
      afterAt('src/nested.ts:4:5', 'GET', inner, { name: 'inner' })
      await sleep(10)
    }
    afterAt('src/nested.ts:3:3', 'GET', outer, { name: 'outer' })
  },
  '/timeout'() {
    const options = { name: 'slow report', timeout: 60 }
    afterAt('src/timeout.ts:3:3', 'GET', () => new Promise(() => {}), options)
  },
  '/pending': () => afterAt('src/pending.ts:2:3', 'GET', () => released, { name: 'long export' }),
  '/release': () => release(),
  [`/long${'-and-longer'.repeat(12)}`]() {
    const fail = () => Promise.reject(new Error('the message is seen'))
    after(fail, { name: 'a task with a name that goes on '.repeat(8) })
  },
  '/thrown'() {
    after(() => {}, { name: 'after throw' })
    throw new Error('thrown by the handler')
  },
}

process.on('uncaughtException', () => {})
process.on('unhandledRejection', () => {})

const server = withAfter(
  createServer(async (req, res) => {
    const { pathname } = new URL(req.url, 'http://localhost')
    const name = pathname.replace(/\/\d+$/, '')
    const entry = { phase: 'route', file: `src${name}.ts`, name: req.method, route: name }
    const answer = await runEntry(entry, () => routes[name]?.(res))
    if (answer !== false && !res.writableEnded) res.end('ok')
  }),
)
inspect(server, {
  limit: Number(process.argv[2] ?? 1000),
  check: async () => ({
    state: 'checked',
    findings: [
      {
        code: 'floating-promise-in-after',
        severity: 'warning',
        message: 'Work started in this task is neither awaited nor returned.',
        file: 'src/failed.ts',
        line: 7,
        column: 3,
        help: 'Await it, or return it.',
        trace: [{ file: 'src/mail.ts', line: 4, column: 3, what: 'starts the work' }],
      },
    ],
    sites: [{ site: 'src/failed.ts:7:3', captured: ['order', 'user'] }],
  }),
})
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () =>
  console.log('port', server.address().port),
)

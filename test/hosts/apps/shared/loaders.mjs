// Routes as data for pages, for frameworks with loaders: what streams is deferred data.
import { after } from '@afterword/runtime'
import { freeze, gate, runAsUser, schedule, untilTaskRan } from './routes.mjs'

const loaders = {
  '/ok'() {
    schedule('ok')
    return { text: 'ok' }
  },
  '/abort'() {
    schedule('abort')
    return { text: 'first', late: scheduleLate() }
  },
  '/throw-after'() {
    schedule('throw-after')
    throw new Error('after after()')
  },
  '/last-byte'() {
    after(freeze)
    return { text: 'x'.repeat(2 ** 20) }
  },
  '/gated'(user) {
    schedule('gated')
    return { text: 'first', late: giveLast(user) }
  },
  '/sigterm'() {
    schedule('sigterm-begin', async () => schedule('sigterm'))
    return { text: 'first', late: giveLast('sigterm') }
  },
}

async function giveLast(name) {
  await gate(name)
  return 'last'
}

/** Still going on when the client has gone and the page's own task has run. */
async function scheduleLate() {
  await untilTaskRan('abort')
  schedule('abort-late')
  return 'late'
}

/** Gives `{ text, late }` for a page's URL, in the user's context. */
export function runLoader(url) {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  return runAsUser(url, () => loaders[pathname](searchParams.get('user')))
}

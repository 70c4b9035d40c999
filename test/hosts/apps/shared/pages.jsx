// Routes as pages of Server Components, for frameworks that render: the streams are Suspense.
import { after } from '@afterword/runtime'
import { Suspense } from 'react'
import { freeze, gate, schedule, untilTaskRan } from './routes.mjs'

export const pages = {
  '/ok'() {
    schedule('ok')
    return <p>ok</p>
  },
  '/abort'() {
    schedule('abort')
    return <Streamed child={<Late />} />
  },
  '/throw-after'() {
    schedule('throw-after')
    throw new Error('after after()')
  },
  '/last-byte'() {
    after(freeze)
    return <p>{'x'.repeat(2 ** 20)}</p>
  },
  '/gated'({ user }) {
    schedule('gated')
    return <Streamed child={<Last wait={() => gate(user)} />} />
  },
  '/sigterm'() {
    schedule('sigterm-begin', async () => schedule('sigterm'))
    return <Streamed child={<Last wait={() => gate('sigterm')} />} />
  },
}

function Streamed({ child }) {
  return (
    <main>
      <p>first</p>
      <Suspense fallback={<p>waiting</p>}>{child}</Suspense>
    </main>
  )
}

async function Last({ wait }) {
  await wait()
  return <p>last</p>
}

/** Still renders when the client has gone and the page's own task has run. */
async function Late() {
  await untilTaskRan('abort')
  schedule('abort-late')
  return <p>late</p>
}

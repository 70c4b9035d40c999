// A handler that looks at its request in its tasks alone.
import { AsyncResource } from 'node:async_hooks'
import { after, configure, headers } from '@afterword/runtime'
import { print } from '../shared/routes.mjs'

configure({
  onTaskError: (error, { request }) => print({ error: error.code ?? error.message, request }),
})

let scheduleLate

/** Schedules nothing: what `scheduleLate` does comes when the response is over. */
export function first() {
  scheduleLate = AsyncResource.bind(fail)
  return new Response('ok')
}

export function late() {
  scheduleLate()
  return new Response('ok')
}

export function handler(request) {
  after(async () => {
    const name = (await headers()).get('x-name')
    print({ task: 'read', path: new URL(request.url).pathname, name })
  })
  after(() => {
    throw new Error('failed')
  })
  after(() => new Promise(() => {}), { timeout: 10 })
  return new Response('ok')
}

const fail = () =>
  after(() => {
    throw new Error('late')
  })

// A server's handler, and a subscriber that knows the channels by their names alone.
import { subscribe } from 'node:diagnostics_channel'
import { after, drain } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'

const kinds = [
  'scope:open',
  'scope:close',
  'scope:settle',
  'task:schedule',
  'task:start',
  'task:end',
]
for (const kind of [...kinds, 'task:error']) {
  subscribe(`afterword:${kind}`, ({ time, path, name, error }) => {
    if (!(time > 0)) throw new Error(`no time: ${time}`)
    console.log([kind, path ?? name, ...(error ? [error.message] : [])].join(' '))
  })
}

const handler = withAfter(async () => {
  after(() => {}, { name: 'good' })
  after(() => Promise.reject(new Error('lost')), { name: 'bad' })
  return new Response('ok')
})
await (await handler(new Request('http://localhost/a?b'))).text()
await drain()

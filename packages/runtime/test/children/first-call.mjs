// The first call of a fetch host in a process waits for what a server needs; the next is as it was.
import { after, drain } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'

const handler = withAfter((request) => {
  after(() => console.log('task', new URL(request.url).pathname))
  return new Response('ok')
})
const first = handler(new Request('http://test/first'))
console.log('first', first instanceof Promise, await (await first).text())
await drain()
const second = handler(new Request('http://test/second'))
console.log('second', second instanceof Promise, await second.text())
await drain()

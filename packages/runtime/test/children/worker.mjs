// A fetch host where code must be small, as on Workers: who reports errors is loaded for the first one.
import { after, configure } from '@afterword/runtime'

Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Cloudflare-Workers' } })
const { withAfter } = await import('@afterword/runtime/fetch')

const shared = globalThis[Symbol.for('afterword')]
const promises = []
const context = { waitUntil: (promise) => promises.push(promise) }
const serve = async (handler) => {
  const response = withAfter(handler)(new Request('http://test/path'), {}, context)
  console.log('promise', response instanceof Promise, await response.text())
  await promises.pop()
}

const fail = () => {
  after(() => Promise.reject(new Error('lost')), { name: 'sendMail' })
  return new Response('ok')
}
await serve(fail)
configure({
  async onTaskError(error, { name, request, outcome }) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    console.log('reported', error.message, name, request, outcome)
  },
})
await serve(fail)
console.log('loaded for good', shared.server !== undefined, 'kept', shared.scopes.length)

// Tasks that never settle, in every form, and whether what they lead to can be collected.
import { setImmediate as turn } from 'node:timers/promises'
import { after, configure, drain } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'

configure({ onTaskError() {} })
// The first call in a process waits until what a server needs is loaded.
await withAfter(async () => {})(new Request('http://test/'))
// Something keeps this promise, as a connection pool would: what waits for it must not stay too.
const never = new Promise(() => {})
const captured = new Map()

function serve() {
  const handler = withAfter((request) => {
    captured.set('request', new WeakRef(request))
    after(never, { timeout: 200 })
    after(() => never, { timeout: 200 })
    after(
      async () => {
        await never
      },
      { timeout: 200 },
    )
    captureValue()
    return new Response(null)
  })
  handler(new Request('http://test/'))
}

// Apart from the tasks above: closures made by one call share what they capture.
function captureValue() {
  const value = { big: new Array(1000).fill('x'), promise: never }
  captured.set('value', new WeakRef(value))
  after(() => value.promise, { timeout: 200 })
}

async function print(label) {
  for (let i = 0; i < 3; i++) {
    await turn()
    globalThis.gc()
  }
  const alive = Array.from(captured, ([name, ref]) => `${name} ${ref.deref() !== undefined}`)
  console.log(`${label}: ${alive.join(', ')}`)
}

serve()
console.log(captured.get('request').deref() && 'served')
await drain()
await print('after')
// Still there, so that it could have kept something.
never.then(() => {})

// Waits for a task that never settles, on a process that has nothing else to do: what waits is the argument.
import { after, configure, drain, prerender } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'

configure({ timeout: 20, onTaskError: ({ code }) => console.log('reported', code) })
const never = () => after(() => new Promise(() => {}))
const waits = {
  async drain() {
    const handler = withAfter(async () => {
      never()
      return new Response(null)
    })
    await handler(new Request('http://test/'))
    console.log(JSON.stringify(await drain({ timeout: Infinity })))
  },
  prerender: () => prerender(never).catch(({ code }) => console.log('rejected', code)),
}
await waits[process.argv[2]]()

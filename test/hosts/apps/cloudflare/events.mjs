// Events that reach a Worker without a request: as an object's handlers, and as a class's methods. The
// default export stands for Cloudflare: a request to `/<entry point>/<event>` sends the event.
import { after, configure, cookies } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/cloudflare'
import { WorkerEntrypoint } from 'cloudflare:workers'

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const print = (task, outcome, als) => console.log(JSON.stringify({ task, outcome, als }))

configure({
  onTaskError: (error, { request }) =>
    console.log(JSON.stringify({ error: error.message, als: request })),
})

/** Schedules tasks that live longer than anything un-waited does, and nested ones. */
async function handle(name, user) {
  after(async ({ outcome }) => {
    await sleep(50)
    after(() => print('nested', outcome, user))
    print(name, outcome, user)
    throw new Error(`cookies: ${(await cookies()).size}`)
  })
  await sleep(5)
  print('handler', 'settled', user)
  if (user.endsWith('throw')) throw new Error('the handler broke')
}

export const handlers = withAfter({
  scheduled: ({ cron }) => handle('scheduled', cron),
  queue: ({ queue, messages }) => handle(`queue of ${messages.length}`, queue),
  email: ({ user }) => handle('email', user),
  tail: ({ user }) => handle('tail', user),
})

export const Methods = withAfter(
  class Methods extends WorkerEntrypoint {
    scheduled({ cron }) {
      return handle('scheduled', cron)
    }
    queue({ queue, messages }) {
      return handle(`queue of ${messages.length}`, queue)
    }
    email({ user }) {
      return handle('email', user)
    }
    tail({ user }) {
      return handle('tail', user)
    }
  },
)

const senders = {
  scheduled: (worker, user) => worker.scheduled({ cron: user }),
  queue: (worker, user) =>
    worker.queue(user, [{ id: '1', timestamp: new Date(), attempts: 1, body: 1 }]),
  email: (worker, user) => worker.email({ user }),
  tail: (worker, user) => worker.tail({ user }),
}

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url)
    const [, entry, event] = pathname.split('/')
    try {
      const result = await senders[event](env[entry], searchParams.get('user'))
      return new Response(result?.outcome ?? 'ok')
    } catch (error) {
      return new Response(error.message)
    }
  },
}

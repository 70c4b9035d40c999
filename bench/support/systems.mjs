// The ways to run work after a response that are measured beside each other, by name. Each gives what
// wraps a server's listener, and what takes a task; only those with no context of their own are told
// the response.
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const asItIs = (listener) => listener

/** @type {Record<string, () => Promise<{ wrap(listener: Function): Function, after(task: Function, response?: object): void }>>} */
export const systems = {
  'bare http': async () => ({ wrap: asItIs }),

  "res.once('close')": async () => ({
    wrap: asItIs,
    after: (task, response) => response.once('close', task),
  }),

  // What one writes by hand to have `after`'s guarantees: callable anywhere, without the response;
  // the caller's async context in the task; an error that stays in the task.
  'by hand, same context': async () => {
    const storage = new AsyncLocalStorage()
    return {
      wrap: (listener) => (request, response) =>
        storage.run(response, () => listener(request, response)),
      after(task) {
        const run = () => {
          try {
            task()
          } catch (error) {
            console.error(error)
          }
        }
        storage.getStore().once('close', AsyncResource.bind(run))
      },
    }
  },

  'on-finished': async () => {
    const onFinished = require('on-finished')
    return { wrap: asItIs, after: (task, response) => onFinished(response, task) }
  },

  Afterword: async () => {
    const { after } = await import('@afterword/runtime')
    const { withAfter } = await import('@afterword/runtime/node')
    return { wrap: withAfter, after: (task) => after(task) }
  },

  // Next's own AfterContext, from the installed package, given what its server gives it: the
  // response's 'close', the server's awaiter, and the two storages that `after` looks into. Nothing
  // else of Next runs, so this is less than its application costs.
  Next: async () => {
    // Next's server sets both before anything of it is loaded.
    process.env.NODE_ENV = 'production'
    globalThis.AsyncLocalStorage = AsyncLocalStorage
    const { AfterContext } = require('next/dist/server/after/after-context')
    const { AwaiterMulti } = require('next/dist/server/after/awaiter')
    const { after } = require('next/dist/server/after/after')
    const { workAsyncStorage } = require('next/dist/server/app-render/work-async-storage.external')
    const unit = require('next/dist/server/app-render/work-unit-async-storage.external')
    const { waitUntil } = new AwaiterMulti()
    return {
      wrap: (listener) => (request, response) => {
        const onClose = (callback) => response.on('close', callback)
        const workStore = { afterContext: new AfterContext({ waitUntil, onClose }) }
        workAsyncStorage.run(workStore, () =>
          unit.workUnitAsyncStorage.run({ type: 'request', phase: 'action' }, () =>
            listener(request, response),
          ),
        )
      },
      after,
    }
  },

  // What vinext does around a request of Node, without the rest of its server. Its context has room
  // for more than tasks.
  vinext: async () => {
    const { after } = await import('vinext/shims/server')
    const { closeAfterResponse, createRequestContext, runWithRequestContext } = await import(
      'vinext/shims/unified-request-context'
    )
    return {
      wrap: (listener) => (request, response) => {
        const context = createRequestContext()
        response.once('close', () => closeAfterResponse(context))
        runWithRequestContext(context, () => listener(request, response))
      },
      after,
    }
  },
}

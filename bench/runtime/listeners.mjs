// The listeners whose cost is measured: each answers 'ok', and says what it schedules for afterwards.
import { systems } from '../support/systems.mjs'

/** Counts the tasks that ran, so that the load's own count can be held against it. */
export const counter = { tasks: 0 }

const task = () => {
  counter.tasks++
}
const callNone = () => {}
const callOnce = (after, response) => after(task, response)
function callTen(after, response) {
  for (let index = 0; index < 10; index++) after(task, response)
}
const nest = (after, response) =>
  after(() => {
    task()
    after(task, response)
  }, response)

/** By name: of which system it is, what it calls, and how many tasks that is for each request. */
export const listeners = {
  'bare http': { system: 'bare http', schedule: callNone, tasks: 0 },
  "res.once('close')": { system: "res.once('close')", schedule: callOnce, tasks: 1 },
  // The least for an `after` that is callable anywhere.
  'by hand, no call': { system: 'by hand, same context', schedule: callNone, tasks: 0 },
  'by hand, same context': { system: 'by hand, same context', schedule: callOnce, tasks: 1 },
  'by hand, ten calls': { system: 'by hand, same context', schedule: callTen, tasks: 10 },
  'on-finished': { system: 'on-finished', schedule: callOnce, tasks: 1 },
  'Afterword, no call': { system: 'Afterword', schedule: callNone, tasks: 0 },
  'Afterword, one call': { system: 'Afterword', schedule: callOnce, tasks: 1 },
  'Afterword, ten calls': { system: 'Afterword', schedule: callTen, tasks: 10 },
  'Afterword, nested': { system: 'Afterword', schedule: nest, tasks: 2 },
  'Next, no call': { system: 'Next', schedule: callNone, tasks: 0 },
  'Next, one call': { system: 'Next', schedule: callOnce, tasks: 1 },
  'Next, ten calls': { system: 'Next', schedule: callTen, tasks: 10 },
  'Next, nested': { system: 'Next', schedule: nest, tasks: 2 },
  'vinext, one call': { system: 'vinext', schedule: callOnce, tasks: 1 },
}

/** The request listener of that name, for `http.createServer`. */
export async function createListener(name) {
  const { system, schedule } = listeners[name]
  const { wrap, after } = await systems[system]()
  return wrap((_request, response) => {
    schedule(after, response)
    response.end('ok')
  })
}

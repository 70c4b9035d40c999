// The model of a stress run: what must have happened, by the plan and by what the client saw.
import { MOST_CALLBACKS, planRequest } from './plan.mjs'

const OUTCOMES = [undefined, 'sent', 'aborted', 'failed']
const MOST_FAILURES = 40

/**
 * @param {{ seed: number, isWeb: boolean, log: readonly string[], report: object }} run
 * `log` is what the client saw of each request, `report` the server's
 */
export function judge({ seed, isWeb, log, report }) {
  const failures = [...report.violations]
  const fail = (text) => failures.length < MOST_FAILURES && failures.push(text)
  const [seen, ran, outcomes] = [report.seen, report.ran, report.outcomes].map((text) =>
    Buffer.from(text, 'base64'),
  )
  const did = { requests: 0, callbacks: 0, taskErrors: 0, timeouts: 0, thrown: 0, rejected: 0 }
  const saw = {}
  for (const [number, word] of log.entries()) {
    const plan = planRequest(seed, number)
    saw[word] = (saw[word] ?? 0) + 1
    const where = `request ${number} (${plan.kind}, client ${describeAbort(plan)}: ${word})`
    const expected = expectLog(plan)
    if (!expected.includes(word)) {
      fail(`${where}: the client should have seen ${expected.join(' or ')}`)
    }
    const isNone = plan.abort?.stage === 'connect' || plan.abort?.stage === 'half'
    // One that the client gave up at once may never have reached the listener.
    const isUnknown = word === 'left early' && !isNone
    if (isNone ? seen[number] : seen[number] !== 1 && !(isUnknown && seen[number] === 0)) {
      fail(`${where}: the server saw it ${seen[number]} times`)
    }
    const times = seen[number] ? 1 : 0
    for (let id = 0; id < MOST_CALLBACKS; id++) {
      const index = number * MOST_CALLBACKS + id
      const wanted = id < plan.count ? times : 0
      if (ran[index] !== wanted && !mayMissLate(plan, id, isWeb, word, ran[index])) {
        fail(`${where}: callback ${id} ran ${ran[index]} times, not ${wanted}`)
      }
      const outcome = OUTCOMES[outcomes[index]]
      const allowed = expectOutcomes(plan, word)
      if (outcome && !allowed.includes(outcome)) {
        fail(`${where}: callback ${id} was told ${outcome}, not ${allowed.join(' or ')}`)
      }
      if (ran[index]) did.callbacks++
    }
    if (!times) continue
    did.requests++
    const hasRun = ({ id }) => ran[number * MOST_CALLBACKS + id] > 0
    const forms = listTasks([...plan.tasks, ...plan.lateTasks]).filter(hasRun)
    did.taskErrors += forms.filter(({ form }) => form === 'throw' || form === 'reject').length
    did.timeouts += forms.filter(({ form }) => form.startsWith('endless')).length
    if (isWeb) continue
    if (plan.kind === 'throw') did.thrown++
    if (plan.kind === 'reject' || plan.kind === 'break') did.rejected++
  }
  // Bridges answer for errors themselves.
  const names = isWeb
    ? ['taskErrors', 'timeouts']
    : ['taskErrors', 'timeouts', 'thrown', 'rejected']
  for (const name of names) {
    if (report.counts[name] !== did[name]) fail(`${name}: ${report.counts[name]}, not ${did[name]}`)
  }
  const { waitUntilErrors, waitUntilThrown } = report.counts
  if (waitUntilErrors !== waitUntilThrown) {
    fail(`waitUntil threw ${waitUntilThrown} times, and ${waitUntilErrors} were reported`)
  }
  const { left } = report
  if (left.tasks || left.requests) {
    fail(`${left.tasks} tasks and ${left.requests} requests were left when all was answered`)
  }
  return { failures, saw, did: { ...did, waitUntilThrown } }
}

/** A body's source that nobody has begun to read, or that has ended, is not cancelled either. */
function mayMissLate({ kind, lateTasks }, id, isWeb, word, count) {
  const isLate = listTasks(lateTasks).some((task) => task.id === id)
  return isWeb && isLate && count === 0 && kind === 'stream' && /^left/.test(word)
}

function describeAbort({ abort }) {
  if (!abort) return 'stays'
  return `${abort.isReset ? 'resets' : 'leaves'} at ${abort.stage}`
}

function expectLog({ kind, abort }) {
  switch (abort?.stage) {
    case 'connect':
    case 'half':
      return ['left early']
    case 'sent':
      return ['left early', 'left', 'whole 200']
    case 'head':
      return ['left']
    case 'body':
      return ['left', 'whole 200']
  }
  if (kind === 'hang') return ['left']
  if (kind === 'throw' || kind === 'reject') return ['whole 500']
  return kind === 'break' ? ['cut'] : ['whole 200']
}

function expectOutcomes({ kind }, word) {
  if (kind === 'throw' || kind === 'reject' || kind === 'break') return ['failed']
  if (kind === 'hang') return ['aborted']
  return word === 'whole 200' ? ['sent'] : ['sent', 'aborted']
}

function listTasks(tasks) {
  return tasks.flatMap((task) => [task, ...listTasks(task.nested)])
}

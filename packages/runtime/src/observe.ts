// Hears of what happens in requests: publishes it, and reports what went wrong.
import type { Outcome } from './configure.ts'
import { type Frame, shared } from './context.ts'
import { startDebugging } from './debug.ts'
import { AfterError } from './errors.ts'
import { hasAnyListeners } from './events.ts'
import type { Happening, Problem } from './notify.ts'
import { type PublishedTask, publishScopeEvent, publishTaskEvent } from './publish.ts'
import { describeOrigin, explainNavigation, reportError } from './report.ts'
import { detachRequest, forgetsMessages, keepMessage } from './request.ts'

startDebugging()

/** An {@link Observer}. */
export function observe(
  frame: Frame,
  happening: Happening,
  detail: unknown,
  outcome: Outcome | undefined,
): Promise<void> | undefined {
  switch (happening) {
    case 'scope:open':
      if (forgetsMessages && hasAnyListeners()) keepMessage(frame.request)
      publishScopeEvent(frame, happening, undefined)
      return undefined
    case 'scope:close':
    case 'scope:settle':
      publishScopeEvent(frame, happening, detail as number | undefined)
      return undefined
    case 'wait-until-failed':
    case 'handler-not-settled':
      return reportIn(frame, createProblem(frame, happening, detail), outcome)
    case 'body-not-read':
      return reportIn(frame, createProblem(frame, happening, detail), 'aborted')
    case 'task:error': {
      const error = explainNavigation(detail)
      publishTaskEvent(frame as PublishedTask, happening, error)
      countFinishedTask()
      return reportIn(frame, error, outcome)
    }
    case 'task:timeout': {
      publishTaskEvent(frame as PublishedTask, happening, detail)
      countFinishedTask()
      const report = reportIn(frame, detail, outcome)
      // Its own code may keep its context for ever, by a promise that never settles.
      detachRequest(frame.request)
      return report
    }
    case 'task:schedule':
      if (forgetsMessages) keepMessage(frame.request)
      publishTaskEvent(frame as PublishedTask, happening)
      return undefined
    case 'task:abandon':
      publishTaskEvent(frame as PublishedTask, happening, detail)
      return undefined
    case 'task:end':
      countFinishedTask()
      publishTaskEvent(frame as PublishedTask, happening)
      return undefined
    default:
      publishTaskEvent(frame as PublishedTask, happening, detail)
      return undefined
  }
}

/** For the report of `drain()`. */
function countFinishedTask(): void {
  shared.finishedTaskCount = (shared.finishedTaskCount ?? 0) + 1
}

function reportIn(frame: Frame, error: unknown, outcome: Outcome | undefined) {
  return reportError(error, describeOrigin(frame, outcome), frame.scope.onTaskError)
}

function createProblem({ scope }: Frame, problem: Problem, detail: unknown): AfterError {
  if (problem === 'wait-until-failed') {
    const message =
      "The platform's waitUntil threw when it was handed this request's tasks. They run all the " +
      'same, but the platform may stop them.'
    return new AfterError(problem, message, { cause: detail })
  }
  if (problem === 'body-not-read') {
    return new AfterError(
      problem,
      `The response body was neither read nor cancelled for ${detail} ms, so its tasks run now. ` +
        'A server that drops a Response should cancel its body: response.body?.cancel().',
    )
  }
  const { size } = scope.tasks
  const those =
    size === 1 ? 'the task that waits for it runs' : `the ${size} tasks that wait for it run`
  return new AfterError(
    problem,
    `The response has been over for ${detail} ms, and its handler has still not returned: ${those} ` +
      'now. The handler probably awaits what never comes once the client has gone: let it watch for ' +
      'the close of the request.',
  )
}

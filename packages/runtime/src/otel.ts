// Spans and metrics of OpenTelemetry for tasks, from the runtime's events alone.
import {
  type Attributes,
  context,
  type MeterProvider,
  metrics,
  type Span,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import type { TaskEvent, TaskStartEvent } from './events.ts'
import { listen } from './listen.ts'
import { anyRule, checkOptions } from './options.ts'

/** Options of {@link traceTasks}. */
export interface TraceTasksOptions {
  /**
   * How a task's span belongs to the one that was current at the call of `after`: the request's, or for
   * a nested task that of its outer task. `link`: a trace of its own, with a link. `child`: part of the
   * request's trace, though it begins when the request's span has ended. Default: `link`.
   */
  readonly relation?: 'link' | 'child' | undefined
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider | undefined
  /** Default: the global one. */
  readonly meterProvider?: MeterProvider | undefined
}

const NAME = '@afterword/runtime'
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

/**
 * Makes a span for every task that starts, current while the task runs, and counts and times tasks:
 * `afterword.task.scheduled`, `.running`, `.failed`, `.abandoned`, `.duration` and `.delay` (from the end
 * of the response to the start), both in seconds. Call it once, when the SDK has been set up.
 *
 * @returns A function that ends it.
 * @throws AfterError `invalid-options`
 */
export function traceTasks(options: TraceTasksOptions = {}): () => void {
  checkOptions('traceTasks()', options, {
    relation: ["'link' or 'child'", (value) => value === 'link' || value === 'child'],
    tracerProvider: anyRule,
    meterProvider: anyRule,
  })
  const { relation = 'link', tracerProvider = trace, meterProvider = metrics } = options
  const tracer = tracerProvider.getTracer(NAME)
  const instruments = createInstruments(meterProvider)
  const spans = new Map<string, Span>()

  function start(event: TaskStartEvent): void {
    const { taskId, time, startedAt = time, closedAt } = event
    const current = trace.getActiveSpan()?.spanContext()
    const isRoot = relation === 'link'
    const span = tracer.startSpan(nameSpan(event), {
      root: isRoot,
      links: isRoot && current ? [{ context: current }] : [],
      startTime: toEpoch(startedAt),
      attributes: describeSpan(event),
    })
    spans.set(taskId, span)
    event.wrap((run) => context.with(trace.setSpan(context.active(), span), run))
    const attributes = describeSeries(event)
    instruments.running.add(1, attributes)
    if (closedAt !== undefined) instruments.delay.record((time - closedAt) / 1000, attributes)
  }

  function finish(event: TaskEvent, result: 'end' | 'error' | 'timeout' | 'abandon'): void {
    const attributes = describeSeries(event)
    if (result === 'abandon') instruments.abandoned.add(1, attributes)
    else if (result !== 'end') instruments.failed.add(1, { ...attributes, ...typeOf(event.error) })
    const span = spans.get(event.taskId)
    // It was given up while it waited, or began before we listened.
    if (!span) return
    spans.delete(event.taskId)
    const { time, startedAt = time, outcome } = event
    instruments.running.add(-1, attributes)
    instruments.duration.record((time - startedAt) / 1000, {
      ...attributes,
      'afterword.task.result': result,
    })
    if (outcome) span.setAttribute('afterword.response.outcome', outcome)
    if (result !== 'end') failSpan(span, event)
    span.end(toEpoch(time))
  }

  const stop = listen({
    'afterword:task:schedule': (event) => instruments.scheduled.add(1, describeSeries(event)),
    'afterword:task:start': start,
    'afterword:task:end': (event) => finish(event, 'end'),
    'afterword:task:error': (event) => finish(event, 'error'),
    'afterword:task:timeout': (event) => finish(event, 'timeout'),
    'afterword:task:abandon': (event) => finish(event, 'abandon'),
  })
  return () => {
    stop()
    for (const span of spans.values()) span.end()
    spans.clear()
  }
}

function createInstruments(provider: MeterProvider) {
  const meter = provider.getMeter(NAME)
  const unit = '{task}'
  const times = { unit: 's', advice: { explicitBucketBoundaries: SECONDS } }
  return {
    scheduled: meter.createCounter('afterword.task.scheduled', {
      unit,
      description: 'Calls of after()',
    }),
    running: meter.createUpDownCounter('afterword.task.running', {
      unit,
      description: 'Tasks that have started and not finished',
    }),
    failed: meter.createCounter('afterword.task.failed', {
      unit,
      description: 'Tasks that threw, rejected or passed their deadline',
    }),
    abandoned: meter.createCounter('afterword.task.abandoned', {
      unit,
      description: 'Tasks that were given up while the server shut down',
    }),
    duration: meter.createHistogram('afterword.task.duration', {
      ...times,
      description: 'From the start of a task to its end',
    }),
    delay: meter.createHistogram('afterword.task.delay', {
      ...times,
      description: 'From the end of the response to the start of a task',
    }),
  }
}

function nameSpan({ site, name }: TaskEvent): string {
  return `after ${site ?? name ?? '(unnamed)'}`
}

/** What tells one series of a metric from another: few values, however many requests there are. */
function describeSeries({ site, route, phase }: TaskEvent): Attributes {
  return dropUndefined({
    'afterword.site': site,
    'afterword.phase': phase,
    'http.route': route,
  })
}

function describeSpan(event: TaskStartEvent): Attributes {
  const { site, caller, name, entry, requestId, time, scheduledAt, timeLimit = Infinity } = event
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(site ?? '') ?? []
  return {
    ...describeSeries(event),
    ...dropUndefined({
      'afterword.request.id': requestId,
      'afterword.task.name': name,
      'afterword.entry': entry,
      'afterword.task.wait': scheduledAt === undefined ? undefined : (time - scheduledAt) / 1000,
      'afterword.task.time_limit': timeLimit === Infinity ? undefined : timeLimit / 1000,
      'code.file.path': file,
      'code.line.number': line && Number(line),
      'code.column.number': column && Number(column),
      'code.function.name': caller || undefined,
    }),
  }
}

function failSpan(span: Span, { error }: TaskEvent): void {
  const isError = error instanceof Error
  const message = isError ? error.message : String(error)
  span.recordException(isError ? error : message)
  span.setAttributes(typeOf(error))
  span.setStatus({ code: SpanStatusCode.ERROR, message })
}

function typeOf(error: unknown): Attributes {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown }
  const type = [code, name].find((value) => typeof value === 'string') as string | undefined
  return { 'error.type': type ?? '_OTHER' }
}

function toEpoch(time: number): number {
  return performance.timeOrigin + time
}

function dropUndefined(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => value !== undefined && value !== ''),
  )
}

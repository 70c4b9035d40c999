// Serves one request over HTTP/1 or HTTP/2, each with a span of its own, and prints the spans and metrics of
// its tasks, by the SDK's own exporters.
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import { after, configure, drain } from '@afterword/runtime'
import { afterAt, runEntry } from '@afterword/runtime/compiled'
import { withAfter } from '@afterword/runtime/node'
import { traceTasks } from '@afterword/runtime/otel'
import { metrics, trace } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node'

const [protocol, path, relation] = process.argv.slice(2)
const spans = new InMemorySpanExporter()
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }).register()
const series = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
const reader = new PeriodicExportingMetricReader({ exporter: series })
const meterProvider = new MeterProvider({ readers: [reader] })
metrics.setGlobalMeterProvider(meterProvider)
const timedOut = new Promise((resolve) => {
  configure({ onTaskError: (_, { name }) => name === 'slow' && resolve() })
})
traceTasks({ relation })
const tracer = trace.getTracer('application')

function scheduleTasks() {
  const query = async () => {
    await null
    tracer.startSpan('query').end()
    after(() => {}, { name: 'nested' })
  }
  afterAt('app/r.ts:1:1', 'GET', query, { name: 'good', timeout: 1000 })
  afterAt('app/r.ts:2:1', 'GET', () => Promise.reject(new TypeError('lost')), { name: 'bad' })
  afterAt('app/r.ts:3:1', 'GET', () => new Promise(() => {}), { name: 'slow', timeout: 5 })
  after(new Promise(() => {}), { name: 'given up' })
}

const listener = withAfter((_request, response) =>
  tracer.startActiveSpan('request', (span) => {
    response.once('close', () => span.end())
    const entry = { phase: 'route', file: 'app/r.ts', name: 'GET', route: '/r' }
    runEntry(entry, scheduleTasks)
    response.write('first')
    if (path === '/end') response.end()
  }),
)

const server = (protocol === 'http2' ? http2 : http).createServer(listener)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${server.address().port}`
if (protocol === 'http2') await requestHttp2()
else await requestHttp1()
await timedOut
await drain({ timeout: 50 })
await meterProvider.forceFlush()
console.log(
  JSON.stringify({ spans: spans.getFinishedSpans().map(printSpan), metrics: printMetrics() }),
)
process.exit()

async function requestHttp1() {
  const [response] = await once(http.get(`${url}${path}`), 'response')
  response.on('error', () => {})
  if (path === '/abort') response.destroy()
  else await once(response.resume(), 'end')
}

async function requestHttp2() {
  const session = http2.connect(url)
  const request = session.request({ ':path': path })
  request.on('error', () => {})
  await once(request, 'data')
  if (path === '/abort') request.close(http2.constants.NGHTTP2_CANCEL)
  else request.resume()
  await once(request, 'close')
  session.close()
}

function printSpan(span) {
  const { name, attributes, status, events, links, parentSpanContext } = span
  const { traceId, spanId } = span.spanContext()
  return {
    name,
    traceId,
    spanId,
    parent: parentSpanContext?.spanId,
    links: links.map(({ context }) => context.spanId),
    attributes,
    status,
    exceptions: events.map((event) => event.attributes['exception.message']),
    start: toMilliseconds(span.startTime),
    end: toMilliseconds(span.endTime),
  }
}

function toMilliseconds([seconds, nanoseconds]) {
  return seconds * 1000 + nanoseconds / 1e6
}

function printMetrics() {
  const all = series
    .getMetrics()
    .at(-1)
    .scopeMetrics.flatMap((scope) => scope.metrics)
  return Object.fromEntries(
    all.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      {
        unit: descriptor.unit,
        points: dataPoints.map(({ attributes, value }) => ({
          attributes,
          value: typeof value === 'number' ? value : { count: value.count, sum: value.sum },
        })),
      },
    ]),
  )
}

// Prints what a task sees of the trace: the request's own span, and a value set around the call. CommonJS,
// as the instrumentation of http patches what is required.
const http = require('node:http')
const { context, createContextKey, trace } = require('@opentelemetry/api')

const key = createContextKey('path')

async function main() {
  const { after } = await import('@afterword/runtime')
  const { withAfter } = await import('@afterword/runtime/node')
  const listener = (req, res) => {
    const { traceId, spanId } = trace.getActiveSpan().spanContext()
    context.with(context.active().setValue(key, req.url), () => {
      after(async ({ outcome }) => {
        await null
        const seen = trace.getActiveSpan()?.spanContext()
        const isSame = seen?.traceId === traceId && seen.spanId === spanId
        console.log(outcome, context.active().getValue(key), isSame ? 'same span' : 'another span')
      })
    })
    res.write('first')
    if (req.url === '/end') res.end()
  }
  const server = http.createServer(process.argv[2] === 'wrapped' ? withAfter(listener) : listener)
  server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))
}

main()

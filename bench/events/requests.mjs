// Serves requests in process, each with one task, and sends the CPU microseconds of one.
import { channel } from 'node:diagnostics_channel'
import { register } from 'node:module'

const COUNT = 100_000
const variant = process.argv[2]

if (variant === 'taken out') {
  const code = 'export const publishScopeEvent = () => {}, publishTaskEvent = () => {}'
  const loader = `export async function load(url, context, next) {
    return url.endsWith('/dist/publish.js')
      ? { format: 'module', source: ${JSON.stringify(code)}, shortCircuit: true }
      : next(url, context)
  }`
  register(`data:text/javascript,${encodeURIComponent(loader)}`)
}
if (variant === 'all channels') {
  const names = [
    'scope:open',
    'scope:close',
    'scope:settle',
    'task:schedule',
    'task:start',
    'task:end',
  ]
  for (const name of names) channel(`afterword:${name}`).subscribe(() => {})
}

const { after, drain } = await import('@afterword/runtime')
const { withAfter } = await import('@afterword/runtime/fetch')

const handler = withAfter(async () => {
  after(() => {})
  return { status: 200 }
})
const request = new Request('http://localhost/')

async function serve(count) {
  for (let index = 0; index < count; index++) {
    await handler({ ...message(), index })
    if (index % 100 === 0) await drain()
  }
  await drain()
}

const message = () => ({ method: 'GET', url: request.url, headers: request.headers })

await serve(COUNT / 4)
const before = process.cpuUsage()
await serve(COUNT)
const { user, system } = process.cpuUsage(before)
process.send((user + system) / COUNT)
process.disconnect()

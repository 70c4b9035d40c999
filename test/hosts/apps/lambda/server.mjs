// A function URL and the Runtime API behind it, in front of one execution environment. As Lambda does,
// it freezes the environment (SIGSTOP) when that asks for the next event, and thaws it (SIGCONT) when
// there is one.
import { spawn } from 'node:child_process'
import http from 'node:http'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** Bytes between the head of a streamed response, in JSON, and its body. */
const SEPARATOR = Buffer.alloc(8)

const waiting = []
const active = new Map()
/** The environment's request for its next event, held back until there is one. */
let poll
let count = 0

const environment = (port) =>
  spawn(
    process.execPath,
    [fileURLToPath(new URL('bootstrap.mjs', import.meta.url)), process.argv[2]],
    {
      env: { ...process.env, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )

function dispatch() {
  if (!poll || waiting.length === 0) return
  const { event, response } = waiting.shift()
  const id = `request-${++count}`
  active.set(id, response)
  child.kill('SIGCONT')
  poll.writeHead(200, {
    'lambda-runtime-aws-request-id': id,
    'lambda-runtime-deadline-ms': Date.now() + 30_000,
    'content-type': 'application/json',
  })
  poll.end(JSON.stringify(event))
  poll = undefined
}

const api = http.createServer(async (req, res) => {
  if (req.url.endsWith('/invocation/next')) {
    poll = res
    child.kill('SIGSTOP')
    console.log(JSON.stringify({ environment: 'frozen' }))
    dispatch()
    return
  }
  const [, id, kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(req.url)
  const response = active.get(id)
  active.delete(id)
  if (kind === 'error') response.writeHead(500).end()
  else if (req.headers['lambda-runtime-function-response-mode'] === 'streaming') {
    await forwardStream(req, response).catch(() => response.destroy())
  } else {
    const { statusCode, headers, body, cookies, isBase64Encoded } = JSON.parse(await buffer(req))
    response.writeHead(statusCode, { ...headers, ...(cookies && { 'set-cookie': cookies }) })
    response.end(body && Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'))
  }
  res.writeHead(202).end()
})

function drained(response) {
  return new Promise((resolve) => {
    const done = () => resolve(response.off('drain', done).off('close', done))
    response.on('drain', done).on('close', done)
  })
}

/** Sends the body on as it comes. Lambda does not tell its function when the client has gone. */
async function forwardStream(req, response) {
  let start = Buffer.alloc(0)
  let hasHead = false
  for await (const chunk of req) {
    if (hasHead) {
      if (!response.write(chunk)) await drained(response)
      continue
    }
    start = Buffer.concat([start, chunk])
    const end = start.indexOf(SEPARATOR)
    if (end < 0) continue
    hasHead = true
    const { statusCode, headers } = JSON.parse(start.subarray(0, end))
    response.writeHead(statusCode, headers)
    if (end + 8 < start.length) response.write(start.subarray(end + 8))
  }
  if (req.trailers['lambda-runtime-function-error-type']) response.destroy()
  else response.end()
}

const front = http.createServer((req, res) => {
  const [rawPath, rawQueryString = ''] = req.url.split('?')
  const { method, headers } = req
  const requestContext = { http: { method, path: rawPath } }
  const event = { version: '2.0', rawPath, rawQueryString, headers, requestContext }
  res.once('finish', () => console.log(JSON.stringify({ environment: 'answered' })))
  waiting.push({ event, response: res })
  dispatch()
})

let child
api.listen(0, '127.0.0.1', () => {
  child = environment(api.address().port)
  child.once('exit', () => process.exit(1))
  // When the suite kills this process, which its pipe tells, a frozen environment must not stay.
  const options = { stdio: ['pipe', 'ignore', 'ignore'] }
  spawn('sh', ['-c', `cat; kill -9 ${child.pid}`], options).unref()
})
front.listen(0, '127.0.0.1', () => console.log(`port ${front.address().port}`))

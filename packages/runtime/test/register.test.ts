import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectRaw, leaveAfter, runChild } from './support.ts'

const ca = readFileSync(new URL('tls/cert.pem', import.meta.url))

type Kind = 'http' | 'https' | 'http2' | 'http2s'

/** Starts a plain server as `node --import @afterword/runtime/register` does. */
const start = (kind: Kind, wrapper = '') =>
  startPlain(kind, wrapper, ['--import', '@afterword/runtime/register'])

async function startPlain(kind: Kind, wrapper: string, flags: string[] = []) {
  const { child, output, line } = runChild('plain-server.mjs', { flags, args: [kind, wrapper] })
  const port = Number((await line(/port (\d+)/))[1])
  return {
    child,
    port,
    line,
    /** What it has printed, without the port; waits for the line first. */
    async printed(...patterns: RegExp[]) {
      for (const pattern of patterns) await line(pattern)
      expect(output.stderr).toBe('')
      return output.stdout.trim().split('\n').slice(1)
    },
  }
}

const get = (path: string, id: string, rest = '') =>
  `GET ${path} HTTP/1.1\r\nHost: test\r\nX-Id: ${id}\r\n${rest}\r\n`

describe('--import @afterword/runtime/register', () => {
  it('http: keep-alive requests are separate', async () => {
    const server = await start('http')
    const client = connectRaw(server.port)
    client.read()
    client.send(get('/1', 'a'))
    await client.until('</1>')
    await server.line(/late \/1/)
    client.send(get('/2', 'b'))
    await client.until('</2>')
    expect(await server.printed(/late \/2/)).toEqual([
      'open /1',
      'task /1 sent a',
      'late /1',
      'open /2',
      'task /2 sent b',
      'late /2',
    ])
  })

  it('http: pipelined requests are separate', async () => {
    const server = await start('http')
    const client = connectRaw(server.port)
    client.read()
    client.send(get('/1', 'a') + get('/2', 'b') + get('/3', 'c'))
    await client.until('</3>')
    const lines = await server.printed(/late \/3/)
    expect(lines.filter((line) => line.startsWith('task'))).toEqual([
      'task /1 sent a',
      'task /2 sent b',
      'task /3 sent c',
    ])
    expect(lines.filter((line) => line.startsWith('open'))).toHaveLength(3)
  })

  it('http: after an abort, tasks wait for the async listener', async () => {
    const server = await start('http')
    await leaveAfter(server.port, 'first', get('/abort', 'a'))
    expect(await server.printed(/task/)).toEqual([
      'open /abort',
      'handler /abort',
      'task /abort aborted a',
    ])
  })

  it('http: a listener that fails is answered for, and its error comes after the tasks', async () => {
    const server = await start('http')
    const response = await fetch(`http://127.0.0.1:${server.port}/throw`)
    expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error'])
    expect(await server.printed(/unhandled/)).toEqual([
      'open /throw',
      'task /throw failed null',
      'unhandled boom',
    ])
  })

  it('http: Expect: 100-continue, answered by a listener of its own', async () => {
    const server = await start('http')
    for (const path of ['/continue', '/other']) {
      const request = http.request({
        port: server.port,
        path,
        method: 'POST',
        headers: { expect: '100-continue' },
      })
      request.end('x')
      const [response] = await once(request, 'response')
      expect(await text(response)).toBe(path === '/other' ? '</other>' : 'continued')
    }
    const lines = await server.printed(/late \/other/)
    expect(lines.filter((line) => !line.startsWith('open'))).toEqual([
      'task /continue',
      'task /other sent null',
      'late /other',
    ])
  })

  it('http: listeners are found, removed and added as ever', async () => {
    const server = await start('http', 'listeners')
    const url = `http://127.0.0.1:${server.port}`
    await (await fetch(`${url}/1`)).text()
    await server.line(/late \/1/)
    await (await fetch(`${url}/2`)).text()
    const lines = await server.printed(/late \/2/, /task prepended/)
    expect(lines.filter((line) => /listeners|removed|once|prepended|open/.test(line))).toEqual([
      'open /1',
      'listeners 0',
      'removed was called',
      'task once',
      'open /2',
      'task prepended',
    ])
  })

  it.each(['withAfter', 'afterMiddleware', 'server'])(
    'joined by %s: one scope a request',
    async (wrapper) => {
      const server = await start('http', wrapper)
      expect(await (await fetch(`http://127.0.0.1:${server.port}/1`)).text()).toBe('</1>')
      expect(await server.printed(/late/)).toEqual(['open /1', 'task /1 sent null', 'late /1'])
    },
  )

  it('https', async () => {
    const server = await start('https')
    const request = https.get({ port: server.port, host: '127.0.0.1', path: '/1', ca })
    const [response] = await once(request, 'response')
    expect(await text(response)).toBe('</1>')
    expect(await server.printed(/late/)).toEqual(['open /1', 'task /1 sent null', 'late /1'])
  })

  it.each(['http2', 'http2s'] as const)('%s: streams at once, and an abort', async (kind) => {
    const server = await start(kind)
    const scheme = kind === 'http2' ? 'http' : 'https'
    const session = http2.connect(`${scheme}://127.0.0.1:${server.port}`, { ca })
    onTestFinished(() => session.destroy())
    const abort = session.request({ ':path': '/abort', 'x-id': 'a' })
    const whole = session.request({ ':path': '/1', 'x-id': 'b' })
    expect(await text(whole)).toBe('</1>')
    await once(abort, 'data')
    await server.line(/late \/1/)
    abort.close(http2.constants.NGHTTP2_CANCEL)
    expect(await server.printed(/task \/abort/)).toEqual([
      'open /abort',
      'open /1',
      'task /1 sent b',
      'late /1',
      'handler /abort',
      'task /abort aborted a',
    ])
  })

  it('http2s: a request of HTTP/1 on the same server', async () => {
    const server = await start('http2s')
    const request = https.get({ port: server.port, host: '127.0.0.1', path: '/1', ca })
    const [response] = await once(request, 'response')
    expect(await text(response)).toBe('</1>')
    expect(await server.printed(/late/)).toEqual(['open /1', 'task /1 sent null', 'late /1'])
  })
})

describe('withAfter(server)', () => {
  it('http: after an abort, tasks wait for the async listener', async () => {
    const server = await startPlain('http', 'server')
    await leaveAfter(server.port, 'first', get('/abort', 'a'))
    expect(await server.printed(/task/)).toEqual([
      'open /abort',
      'handler /abort',
      'task /abort aborted a',
    ])
  })

  it('http: a listener that throws is answered for, and its error goes on', async () => {
    const server = await startPlain('http', 'server')
    expect((await fetch(`http://127.0.0.1:${server.port}/throw`)).status).toBe(500)
    expect(await server.printed(/unhandled/)).toEqual([
      'open /throw',
      'task /throw failed null',
      'unhandled boom',
    ])
  })

  it('http: listeners that come and go', async () => {
    const server = await startPlain('http', 'server listeners')
    const url = `http://127.0.0.1:${server.port}`
    expect(await (await fetch(`${url}/1`)).text()).toBe('</1>')
    await server.line(/late \/1/)
    await (await fetch(`${url}/2`)).text()
    const lines = await server.printed(/late \/2/, /task prepended/)
    expect(lines.filter((line) => /listeners|once|prepended|open/.test(line))).toEqual([
      'open /1',
      'listeners 0',
      'task once',
      'open /2',
      'task prepended',
    ])
  })

  it('http2s: streams, and a request of HTTP/1', async () => {
    const server = await startPlain('http2s', 'server')
    const session = http2.connect(`https://127.0.0.1:${server.port}`, { ca })
    onTestFinished(() => session.destroy())
    expect(await text(session.request({ ':path': '/2' }))).toBe('</2>')
    await server.line(/late \/2/)
    const request = https.get({ port: server.port, host: '127.0.0.1', path: '/1', ca })
    const [response] = await once(request, 'response')
    expect(await text(response)).toBe('</1>')
    expect(await server.printed(/late \/1/)).toEqual([
      'open /2',
      'task /2 sent null',
      'late /2',
      'open /1',
      'task /1 sent null',
      'late /1',
    ])
  })
})

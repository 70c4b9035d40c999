// The answers that are not a page: error documents, and what redirect() and notFound() stand for.
import { readAnswer, readDigest } from './digest.ts'

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  500: 'Something went wrong',
}

/** Turns a thrown value into a response: 307 for redirect(), 404 for notFound(), else 500. */
export function answerError(error: unknown): Response {
  const answer = readAnswer(error)
  if (answer?.type === 'redirect') {
    return new Response(null, { status: answer.status, headers: { location: answer.location } })
  }
  if (answer?.type === 'http-error') return errorDocument(answer.status)
  reportError(error)
  return errorDocument(500, error)
}

/** Logs an error once; the digest it returns goes to the browser in the error's place. */
export function reportError(error: unknown): string {
  const known = readDigest(error)
  if (known !== undefined) return known
  console.error(error)
  return crypto.randomUUID().slice(0, 8)
}

/** While developing, the page comes back by itself once the error is mended. */
const RELOAD = `<script>
  setInterval(async () => (await fetch(location.href)).ok && location.reload(), 1000)
</script>`

export function methodNotAllowed(allow: string): Response {
  const response = errorDocument(405)
  response.headers.set('allow', allow)
  return response
}

/** A whole HTML document for an error; the error itself is shown while developing only. */
export function errorDocument(status: number, error?: unknown): Response {
  const title = titles[status] ?? 'Error'
  const detail =
    import.meta.env.DEV && error instanceof Error
      ? `<pre>${escapeHtml(error.stack || error.message)}</pre>${RELOAD}`
      : ''
  const html = `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="/favicon.svg">
    <title>${title}</title>
    <style>:root { color-scheme: light dark; font: 1rem/1.5 system-ui; } body { margin: 4rem auto; max-width: 40rem; padding: 0 1rem; } pre { overflow-x: auto; }</style>
  </head>
  <body>
    <h1>${status} · ${title}</h1>
    ${detail}
    <p><a href="/">Home</a></p>
  </body>
</html>
`
  return new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8' } })
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
}

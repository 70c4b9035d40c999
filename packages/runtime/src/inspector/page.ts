// The inspector's page: one file that the package is built with, and the headers that keep it to itself.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface Page {
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

export function readPage(): Page {
  const text = readFileSync(new URL('./page.html', import.meta.url), 'utf8')
  const hashOf = (tag: string) => {
    const [, content = ''] = new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`).exec(text) ?? []
    return `'sha256-${createHash('sha256').update(content).digest('base64')}'`
  }
  // Nothing is loaded, and it speaks to nobody but the server it came from.
  const policy = {
    'default-src': "'none'",
    'script-src': hashOf('script'),
    'style-src': hashOf('style'),
    'connect-src': "'self'",
    'img-src': 'data:',
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  }
  return {
    text,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': Object.entries(policy)
        .map((pair) => pair.join(' '))
        .join('; '),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    },
  }
}

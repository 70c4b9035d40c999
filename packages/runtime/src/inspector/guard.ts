// Who may see the inspector: a browser on this machine, on a page of the inspector's own origin.
import type { IncomingMessage } from 'node:http'

const LOOPBACK_ADDRESS = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const LOOPBACK_HOST = /^(?:(?:[\w-]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i

const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

/** Why a request is refused; `undefined` if it is not. */
export function findRefusal({ method, headers, socket }: IncomingMessage): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return 'The inspector can only be read.'
  if (!LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '')) {
    return 'The inspector is shown on this machine only.'
  }
  // Another machine's request, that a proxy or a tunnel on this one has passed on.
  if (PROXY_HEADERS.some((name) => headers[name] !== undefined)) {
    return 'The inspector is not shown through a proxy.'
  }
  // A page elsewhere whose name was made to lead here has that name as its host.
  const host = headers.host ?? headers[':authority']
  if (typeof host !== 'string' || !LOOPBACK_HOST.test(host)) {
    return `The inspector is shown at localhost, not at ${host}.`
  }
  const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers
  const isOwn = origin === undefined || /^https?:\/\/(.*)$/.exec(origin)?.[1] === host
  if (!isOwn) return `The inspector is not shown to pages of ${origin}.`
  // A link may lead here; what a page elsewhere embeds says no origin.
  const isEmbedded = /^(?:cross|same)-site$/.test(String(site)) && mode !== 'navigate'
  return isEmbedded ? 'The inspector is not shown to pages of another origin.' : undefined
}

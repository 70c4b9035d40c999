// The app on Next.js, which several tests build and start: each in a folder of its own.
import { build } from './build.ts'
import { type RunningServer, startServer } from './server.ts'

/** Builds it; resolves to what was printed. */
export function buildNext(name: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  return build({ folder: 'next', bin: 'next', args: ['build'], env: { ...nextEnv(name), ...env } })
}

/** Starts what was built under that name. */
export function startNext(name: string): Promise<RunningServer> {
  return startServer({
    args: [
      '../../node_modules/next/dist/bin/next',
      'start',
      '--hostname',
      '127.0.0.1',
      '--port',
      '0',
    ],
    cwd: 'next',
    env: nextEnv(name),
    portLine: /Local: +http:\/\/127\.0\.0\.1:(\d+)/,
  })
}

const nextEnv = (name: string) => ({ NEXT_TELEMETRY_DISABLED: '1', DIST_DIR: `.next/${name}` })

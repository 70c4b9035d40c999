// AWS Lambda: its Runtime API and a function URL, with an environment that is frozen between events.
import type { Row } from '../support/row.ts'
import { startServer } from '../support/server.ts'

const noAbort = {
  impossible: 'Lambda does not tell a function that its client has gone: it streams on to the end.',
} as const
const oneAtATime = {
  impossible:
    'An environment serves one request at a time, so that no second one can be made meanwhile.',
} as const
const always = {
  abort: noAbort,
  handler: noAbort,
  als: noAbort,
  openTelemetry: noAbort,
  cancelTwice: noAbort,
  slowReader: oneAtATime,
  subRequest: oneAtATime,
  sigterm: { impossible: 'Lambda ends an environment by SIGKILL.' },
} as const
const isBuffered = {
  impossible: 'The response is sent when the invocation ends, after its tasks: the client waits.',
} as const

function row(mode: 'streaming' | 'buffered', expect: Row['expect']): Row {
  return {
    name: `Lambda, ${mode}`,
    group: 'Other runtimes and platforms',
    packages: [],
    example: `lambda/${mode}.mjs`,
    client: 'http1',
    start: () => startServer({ args: ['lambda/server.mjs', `./${mode}.mjs`] }),
    expect: { ...always, ...expect },
  }
}

export const rows: readonly Row[] = [
  row('streaming', {}),
  row('buffered', { lastByte: isBuffered, sourceError: isBuffered }),
]

// Next.js, built and started, its own `after` called as compiled code calls it.
import { buildNext, startNext } from '../support/next.ts'
import type { Row } from '../support/row.ts'

export const rows: readonly Row[] = [
  {
    name: 'Next.js',
    group: 'Built applications',
    packages: ['next', 'react'],
    example: 'next/app/ok/route.js',
    client: 'http1',
    tellsOutcome: false,
    toPath: (route) => `/matrix${route}`,
    prepare: () => buildNext('matrix'),
    start: () => startNext('matrix'),
    exit: { code: 143, signal: null },
    expect: {
      handler: {
        impossible:
          'Next.js starts tasks at the disconnect, while the handler still runs; native mode keeps its timing.',
      },
      subRequest: {
        impossible:
          'A Route Handler cannot call the app in process: a fetch of its own URL is another request.',
      },
    },
  },
]

// Frameworks whose handlers are given Node's `(req, res)`.
import { noHandlerEnd, noSubRequest } from '../support/reasons.ts'
import type { Row } from '../support/row.ts'
import { startServer } from '../support/server.ts'

/** A row for apps/<folder>/server.mjs, whose framework answers for errors itself. */
function framework(name: string, folder: string, packages: readonly string[]) {
  const example = `${folder}/server.mjs`
  return {
    name,
    group: 'Frameworks',
    packages,
    example,
    client: 'http1',
    start: () => startServer({ args: [example] }),
    errorOutcome: 'sent',
  } satisfies Partial<Row>
}

export const rows: readonly Row[] = [
  {
    ...framework('Express', 'express', ['express']),
    expect: { handler: noHandlerEnd, subRequest: noSubRequest },
  },
  { ...framework('Fastify', 'fastify', ['fastify']), expect: {} },
  { ...framework('Koa', 'koa', ['koa']), expect: { subRequest: noSubRequest } },
  {
    ...framework('NestJS on Express', 'nest-express', ['@nestjs/core', 'express']),
    expect: { handler: noHandlerEnd, subRequest: noSubRequest },
  },
  {
    ...framework('NestJS on Fastify', 'nest-fastify', ['@nestjs/core', 'fastify']),
    expect: {},
  },
]

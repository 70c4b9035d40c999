// Every way in which a module comes by `after`.
import fc from 'fast-check'

/** `{ header, callee }`: statements that make the callee known, and what is called. */
export const esmBinding = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('after', 'later', '_after', '$', 'größe'),
      fc.constantFrom('next/server', '@afterword/runtime', 'next/server.js'),
      fc.constantFrom(
        (local, source) => ({
          header: `import { ${local === 'after' ? local : `after as ${local}`} } from '${source}'`,
          callee: local,
        }),
        (local, source) => ({
          header: `import { after as ${local}, connection } from "${source}";`,
          callee: local,
        }),
        (local, source) => ({
          header: `import /* { */ { 'after' as ${local}, } from '${source}'`,
          callee: local,
        }),
        (local, source) => ({
          header: `import * as ${local} from '${source}'`,
          callee: `${local}.after`,
        }),
        (local, source) => ({
          header: `import * as ${local} from '${source}'`,
          callee: `${local}['after']`,
        }),
        (local, source) => ({
          header: `import * as first from '${source}'\nconst { after: ${local}, ...others } = first`,
          callee: local,
        }),
        (local, source) => ({
          header: `import * as first from '${source}'\nconst { after: ${local}, connection } = first, ${local}2 = 1`,
          callee: local,
        }),
        (local, source) => ({
          header: `import { after as first } from '${source}'\nconst ${local} = first`,
          callee: local,
        }),
        (local, source) => ({
          header: `import { after as first } from '${source}'\nlet ${local} = first; ${local} = first`,
          callee: local,
        }),
        (local, source) => ({
          header: `import { after as first } from '${source}'\nlet ${local} = first; ${local} = wrap(first)`,
          callee: local,
        }),
        (local, source) => ({
          header: `import { after as first } from '${source}'\nconst own = { ${local}: first }`,
          callee: `own.${local}`,
        }),
        (local, source) => ({
          header: `const { after: ${local} } = await import('${source}')`,
          callee: local,
        }),
        (local, source) => ({
          header: `const first = await import('${source}')\nconst ${local} = first.after`,
          callee: local,
        }),
      ),
    )
    .map(([local, source, print]) => print(local, source)),
  fc.constantFrom(
    { header: `import server from 'next/server'`, callee: 'server.after' },
    { header: `import server, { NextResponse } from 'next/server'`, callee: 'server.after' },
    {
      header: `import { NextResponse, after } from 'next/server'\nlog(typeof NextResponse)`,
      callee: 'after',
    },
    { header: `import { unstable_after } from 'next/server'`, callee: 'unstable_after' },
    { header: `import { unstable_after as later } from 'next/server'`, callee: 'later' },
    { header: `import { unstable_after as after } from 'next/server'`, callee: 'after' },
    { header: `import * as next from 'next/server'`, callee: 'next.unstable_after' },
    {
      header: `import { after } from 'next/server'; import { after as again } from 'next/server'`,
      callee: 'again',
    },
    { header: `import { after, after as again } from 'next/server'`, callee: 'again' },
    { header: `import { default as server } from 'next/server'`, callee: 'server.after' },
  ),
)
/** The same of CommonJS. */
export const cjsBinding = fc
  .tuple(
    fc.constantFrom('after', 'later', '_after'),
    fc.constantFrom('next/server', '@afterword/runtime'),
    fc.constantFrom(
      (local, source) => ({
        header: `const { ${local === 'after' ? local : `after: ${local}`} } = require('${source}')`,
        callee: local,
      }),
      (local, source) => ({
        header: `var { after: ${local}, connection } = require('${source}'), other = 1`,
        callee: local,
      }),
      (local, source) => ({
        header: `const ${local} = require('${source}').after;`,
        callee: local,
      }),
      (local, source) => ({
        header: `const first = require("${source}")\nconst ${local} = first.after`,
        callee: local,
      }),
      (local, source) => ({
        header: `const ${local} = require("${source}")`,
        callee: `${local}.after`,
      }),
      (_, source) => ({ header: '', callee: `require('${source}').after` }),
      (local, source) => ({
        header: `'use strict'\nconst { after: ${local}, ...others } = require('${source}')`,
        callee: local,
      }),
    ),
  )
  .map(([local, source, print]) => print(local, source))

/** The Babel host: changes the syntax tree before any other plugin sees it. */
import { applyToTree } from '../rewrite/babel.ts'
import type { Node } from '../rewrite/babel-places.ts'
import { printFindings, settleFindings, toBuildError } from './findings.ts'
import { configureHostSync, createHost, type Host, type HostOptions } from './host.ts'

/** `root` is Babel's own, and a build that its caller says is for a browser a client's, where these say nothing. */
export type AfterwordBabelOptions = HostOptions

/** The parts of Babel that are used. Types of our own: Babel is no dependency. */
interface BabelApi {
  assertVersion(range: string): void
  caller<Result>(read: (caller: Caller | undefined) => Result): Result
  readonly types: { readonly VISITOR_KEYS: Readonly<Record<string, readonly string[]>> }
  readonly template: {
    statements(text: string, options: object): () => object | readonly object[]
  }
}

interface Caller {
  /** webpack's, as babel-loader hands it on. */
  readonly target?: unknown
  readonly isServer?: unknown
}

interface BabelFile {
  readonly code: string
  readonly ast: { readonly program: object }
  readonly opts: {
    readonly filename?: string | null | undefined
    readonly root?: string
    readonly parserOpts?: object
  }
  readonly path: { traverse(visitor: object): void }
  readonly scope: { crawl(): void }
}

interface FunctionPath {
  readonly node: object
  readonly scope: { crawl(): void }
}

export interface BabelPlugin {
  readonly name: string
  readonly visitor: object
  pre(file: BabelFile): void
}

/**
 * The plugin, for Babel 7 and 8.
 *
 *     { "plugins": ["@afterword/transform/babel"] }
 *
 * It works before the first visitor of any plugin or preset, so their order does not matter. Babel
 * compiles files one by one: the errors of a file are thrown together. The project's configuration
 * holds, where these options do not say otherwise.
 *
 * @throws OptionsError when an option is not what it must be, naming it and what it accepts
 */
export default function afterword(api: BabelApi, options: AfterwordBabelOptions = {}): BabelPlugin {
  api.assertVersion('^7.20.0 || ^8.0.0')
  createHost(options)
  const environment = api.caller((caller) =>
    caller?.target === 'web' || caller?.isServer === false ? 'client' : 'server',
  )
  let known: Host | null = null
  return {
    name: 'afterword',
    pre(file) {
      const { filename, root, parserOpts } = file.opts
      known ??= configureHostSync(options, {
        environment,
        ...(root === undefined ? {} : { root }),
      })
      const planned = known.compiler.plan(file.code, filename ?? 'unknown.tsx')
      if (planned === null) return
      const { changes, diagnostics } = planned
      const findings = diagnostics.map((diagnostic) => ({ diagnostic, code: file.code }))
      const { errors, warnings } = settleFindings(findings)
      // Babel has no way of its own to warn.
      if (warnings.length > 0) console.warn(printFindings(warnings))
      if (errors.length > 0) {
        const { line, column } = errors[0]?.diagnostic ?? { line: 1, column: 1 }
        throw Object.assign(toBuildError(errors), { loc: { line, column: column - 1 } })
      }
      if (changes.length === 0) return
      const moved = applyToTree({
        code: file.code,
        changes,
        program: file.ast.program as Node,
        visitorKeys: api.types.VISITOR_KEYS,
        parse: (text) => parseStatements(api, text, parserOpts),
      })
      refreshScopes(file, new Set<object>(moved))
    },
    visitor: {},
  }
}

function parseStatements({ template }: BabelApi, text: string, parserOpts?: object): Node[] {
  const parsed = template.statements(text, {
    ...parserOpts,
    sourceType: 'module',
    // What is exported is declared elsewhere in the module.
    allowUndeclaredExports: true,
    placeholderPattern: false,
  })()
  return (Array.isArray(parsed) ? parsed : [parsed]) as Node[]
}

/** Babel has read the bindings before plugins run: those of functions whose code has moved are the callbacks' now. */
function refreshScopes({ path, scope }: BabelFile, moved: ReadonlySet<object>): void {
  scope.crawl()
  if (moved.size === 0) return
  path.traverse({
    Function({ node, scope: own }: FunctionPath) {
      if (moved.has(node)) own.crawl()
    },
  })
}

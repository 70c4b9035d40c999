/** Makes the summary of one module from its syntax tree. */
import type { Comment, Program } from 'oxc-parser'
import { indexLines } from '../source/position.ts'
import { collectScopes, type ScopeIndex } from '../source/scope.ts'
import { collect } from '../source/walk.ts'
import { type ApiTable, isAfter } from './apis.ts'
import { createValueResolver } from './bindings.ts'
import { apiOfCall, type FunctionUses, isStable, listCalls, NO_USES } from './calls.ts'
import { listClasses } from './classes.ts'
import { listExports } from './exports.ts'
import {
  collectFunctions,
  describeParameters,
  type FoundFunctions,
  isCallable,
  locateBody,
  readDirectives,
} from './functions.ts'
import { collectImports, listImports } from './imports.ts'
import { readSegmentConfig } from './segment.ts'
import { describeSite, nameCaller } from './sites.ts'
import { aboveComments } from './statements.ts'
import type { AfterSite, FunctionRecord, ImportRecord, ModuleSummary } from './summary.ts'
import { listSuppressions } from './suppressions.ts'
import { listMemberWrites } from './writes.ts'

export interface SummarizeModuleInput {
  readonly code: string
  /** Project-relative path with `/`. */
  readonly file: string
  readonly program: Program
  readonly comments: readonly Comment[]
  readonly apis: ApiTable
  /**
   * Whether it says what functions call, return and wait for, which is half the work; without, no
   * function does anything. Default: `true`.
   */
  readonly hasCalls?: boolean
}

/** Throws a `RangeError` when the tree is too deep to walk. */
export function summarizeModule({
  code,
  file,
  program,
  comments,
  apis,
  hasCalls = true,
}: SummarizeModuleInput): ModuleSummary {
  const lines = indexLines(code)
  const scopes = collectScopes(program)
  const callables = collectFunctions(program)
  const importing = collectImports()
  collect(program, [scopes.collector, callables.collector, importing.collector])
  const { scope } = scopes
  const found = callables.functions
  const resolver = createValueResolver(scope, found)
  const uses = hasCalls
    ? listCalls({ code, scope, lines, functions: found, resolver, apis })
    : found.list.map(() => NO_USES)
  const { directives, end } = readDirectives(program.body)

  const functions = found.list.map(({ node, parent, name, isSpecial, index }): FunctionRecord => {
    const located = locateBody(node, code)
    const object = found.objects.get(index)
    return {
      name,
      place: { start: node.start, end: node.end, ...lines.positionOf(node.start) },
      parent,
      isAsync: isCallable(node) && node.async,
      isGenerator: isCallable(node) && node.generator,
      awaits: (uses[index] as FunctionUses).awaits,
      pauses: (uses[index] as FunctionUses).pauses,
      waits: (uses[index] as FunctionUses).waits,
      settlesBehind: (uses[index] as FunctionUses).settlesBehind,
      isSpecial,
      captures: isCallable(node) ? scope.capturesOf(node) : [],
      redeclaresParameter: scope.redeclaresParameter(node),
      isVoid: isCallable(node) && node.returnType?.typeAnnotation.type === 'TSVoidKeyword',
      parameters: describeParameters(node),
      calls: (uses[index] as FunctionUses).calls.map((call) => call.record),
      returns: (uses[index] as FunctionUses).returns,
      object: object ? resolver.resolve(object) : null,
      renders: (uses[index] as FunctionUses).renders,
      ...located,
      directives: index === 0 ? directives : located.directives,
    }
  })
  const commentsByEnd = new Map(comments.map((comment) => [comment.end, comment]))
  const sites = findSites({ apis, found, uses })
  const imports = listImports(importing.nodes, scope, lines)

  return {
    file,
    directives,
    importsAt: locateImports(program, end),
    isEsm: isEsm(file, program, scope, imports),
    imports,
    exports: listExports({ code, program, scope, lines, resolver }),
    functions,
    classes: listClasses(found, resolver),
    writes: listMemberWrites(found, resolver.resolve),
    sites,
    suppressions: listSuppressions({ code, comments, lines }),
    segment: readSegmentConfig(program),
    names: scope.listNames(),
  }

  function findSites(input: {
    readonly apis: ApiTable
    readonly found: FoundFunctions
    readonly uses: readonly FunctionUses[]
  }): AfterSite[] {
    return input.uses
      .flatMap((use, owner) =>
        use.calls.flatMap(({ record, node, site: text }): AfterSite[] => {
          const api = apiOfCall(record, input.apis)
          if (text === null || !isAfter(api)) return []
          const { statement, ...call } = text
          const caller = nameCaller(input.found.list, owner)
          const [task] = node.arguments
          const isTaskStable = task === undefined || isStable(task, scope)
          const site = describeSite(record, { api, function: owner, caller })
          const listed = statement && aboveComments(statement, code, commentsByEnd)
          return [{ ...site, ...call, statement: listed, isTaskStable }]
        }),
      )
      .sort((a, b) => a.place.start - b.place.start)
  }
}

/** Before the first statement means behind the comments above it, which may speak of the whole file (`@jsxImportSource`). */
function locateImports(program: Program, directivesEnd: number | null): ModuleSummary['importsAt'] {
  const last = program.body.findLast((statement) => statement.type === 'ImportDeclaration')
  const behind = last?.end ?? directivesEnd
  return behind === null
    ? { offset: program.body[0]?.start ?? program.end, side: 'before' }
    : { offset: behind, side: 'behind' }
}

/** By the file's extension, then by its statements, then by the names that only a CommonJS module has. */
function isEsm(
  file: string,
  program: Program,
  scope: ScopeIndex,
  imports: readonly ImportRecord[],
): boolean {
  const extension = /\.([cm])[jt]sx?$/.exec(file)?.[1]
  if (extension) return extension === 'm'
  if (program.body.some((node) => /^(Import|Export)/.test(node.type))) return true
  // `import server = require()` names no `require` of the module's.
  const isRequired = imports.some((record) => record.type === 'require')
  return !isRequired && !['module', 'exports', 'require'].some(scope.isGlobal)
}

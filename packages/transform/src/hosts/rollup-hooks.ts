/** The plugins of Rollup and Rolldown, whose hooks are the same. */
import { printFindings, toBuildError } from './findings.ts'
import type { Host } from './host.ts'
import { keepProgram } from './program.ts'
import {
  compileModule,
  type RollupContext,
  readBuild,
  recheckModule,
  type TransformOutput,
} from './rollup-modules.ts'

export interface RollupPlugin<Filter> {
  readonly name: string
  readonly transform: {
    readonly order: 'pre' | 'post'
    filter: Filter
    handler(this: RollupContext, code: string, id: string): TransformOutput | null
  }
  buildEnd?(this: RollupContext, error?: Error): Promise<void>
}

/**
 * @param readHost called for every module, because a tool says what it builds for after its plugins are made
 * @param filter the tool's own form of it, which keeps modules of no concern out of the hooks
 */
export function createRollupPlugins<Filter>(
  readHost: () => Host,
  filter: Filter,
): RollupPlugin<Filter>[] {
  const programOf = keepProgram()
  return [
    {
      name: 'afterword',
      transform: {
        // Before TypeScript and JSX are compiled away: call sites are the author's own lines.
        order: 'pre',
        filter,
        handler(code, id) {
          return compileModule(this, readHost(), code, id)
        },
      },
      async buildEnd(error) {
        const host = readHost()
        const program = error ? null : programOf(host)
        const { errors, warnings, problems } = await readBuild(this, host, program)
        for (const problem of problems) this.warn(problem)
        for (const warning of warnings) this.warn(printFindings([warning]))
        if (errors.length === 0) return
        // The build has failed already, for a reason of its own: both are worth knowing.
        if (error) this.warn(toBuildError(errors).message)
        else throw toBuildError(errors)
      },
    },
    {
      name: 'afterword:client',
      transform: {
        order: 'post',
        filter,
        handler(code, id) {
          return recheckModule(this, readHost(), code, id)
        },
      },
    },
  ]
}

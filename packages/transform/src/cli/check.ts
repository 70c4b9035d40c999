/** `afterword check`: checks a project, prints what it found, and says by the exit code whether to go on. */
import type { CheckResult } from '../check.ts'
import { findBaseline } from './baseline-file.ts'
import type { Invocation, Run } from './commands.ts'
import { Failure } from './failure.ts'
import { openProject, type Project } from './project.ts'
import { count, type Format, printReport, type Report, summarize } from './report.ts'

export const run: Run = async (invocation) => {
  const { options } = invocation
  readMaxWarnings(invocation)
  if (!options.has('watch')) return checkOnce(invocation, await openProject(invocation))
  if (options.has('update-baseline')) {
    throw new Failure('--watch and --update-baseline do not go together')
  }
  const { watchProject } = await import('./watch.ts')
  await watchProject(invocation, async () => {
    const project = await openProject(invocation)
    const result = await project.check()
    await tell(invocation, project, result)
    return result.watched
  })
  return 0
}

async function checkOnce(invocation: Invocation, project: Project): Promise<number> {
  const { options, terminal } = invocation
  const baseline = findBaseline(invocation, project)
  const isUpdate = options.has('update-baseline')
  if (isUpdate && baseline === null) {
    throw new Failure(
      '--update-baseline needs a file: --baseline <file>, or `baseline` in the configuration',
    )
  }
  const result = await project.check()
  if (!isUpdate || baseline === null) return tell(invocation, project, result)
  const written = await baseline.update(result)
  terminal.tell(`afterword: ${baseline.name} holds ${count(written, 'finding')}`)
  return 0
}

/** Prints the report, and returns the exit code. */
async function tell(
  invocation: Invocation,
  project: Project,
  result: CheckResult,
): Promise<number> {
  const { options, terminal } = invocation
  const baseline = findBaseline(invocation, project)
  const applied = await baseline?.apply(result)
  const report: Report = { ...result, knownCount: 0, ...applied }
  const [format = 'pretty'] = (options.get('format') ?? []) as Format[]
  const printed = await printReport(report, {
    format,
    root: project.root,
    color: terminal.color.output,
    width: terminal.width,
    isSeries: options.has('watch'),
    env: process.env,
  })
  if (printed !== '') terminal.print(printed)
  if (format === 'github') terminal.tell(summarize(report))
  const gone = applied?.stale ?? []
  if (baseline && gone.length > 0) {
    const files = [...new Set(gone.map(({ file }) => file))].join(', ')
    terminal.tell(
      `afterword: ${baseline.name} knows what is found no more (${files}); --update-baseline takes it out`,
    )
  }
  return decide(report, readMaxWarnings(invocation))
}

/** Errors fail; what was left unchecked counts with the warnings. */
function decide({ diagnostics, problems }: Report, maxWarnings: number): number {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const warnings = diagnostics.length - errors + problems.length
  return errors > 0 || warnings > maxWarnings ? 1 : 0
}

/** Infinity where it is not given. Throws a `Failure` for what is not a count. */
function readMaxWarnings({ options }: Invocation): number {
  const [given] = options.get('max-warnings') ?? []
  if (given === undefined) return Number.POSITIVE_INFINITY
  if (!/^\d+$/.test(given)) {
    throw new Failure(`--max-warnings must be a count, such as 0, not "${given}"`)
  }
  return Number(given)
}

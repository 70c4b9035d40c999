/** The thread's side of `lint-thread.ts`: checks a project, or compiles a text by itself. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { checkProject } from '../check.ts'
import { loadBaseline } from '../config/baseline.ts'
import { ConfigError, loadConfig } from '../config/load.ts'
import { resolveOptions } from '../options.ts'
import { configureHost, type Host } from './host.ts'
import { dropKnown } from './known.ts'
import type { Findings, LintAnswer, LintRequest, LintThreadData } from './lint-thread.ts'

if (parentPort !== null) serve(parentPort, workerData as LintThreadData)

interface Result extends Findings {
  /** Resolves when what the check keeps for the next one is written. */
  readonly written?: Promise<void>
}

function serve(parent: MessagePort, { port, signal }: LintThreadData): void {
  // Its applications take a walk over the project; they are looked for again with the next check.
  const hosts = new Map<string, Promise<Host>>()

  port.on('message', async (request: LintRequest) => {
    const { written, ...answer } = await find(request).then(
      (result): LintAnswer & Pick<Result, 'written'> => ({ type: 'found', ...result }),
      (error: Error) => ({ type: 'failed' as const, written: undefined, message: describe(error) }),
    )
    port.postMessage(answer)
    Atomics.store(signal, 0, 1)
    Atomics.notify(signal, 0)
    await written
    parent.postMessage('written')
  })

  function find(request: LintRequest): Promise<Result> {
    if (request.type === 'compile') return compile(request)
    hosts.delete(request.root)
    return check(request)
  }

  async function compile({ root, filename, text }: LintRequest & { type: 'compile' }) {
    const host = hosts.get(root) ?? configureHost({}, { root })
    hosts.set(root, host)
    const planned = (await host).compiler.plan(text, filename)
    return { diagnostics: planned?.diagnostics ?? [], problems: [], apis: resolveOptions() }
  }
}

async function check({ root, texts }: LintRequest & { type: 'check' }): Promise<Result> {
  const { config } = await loadConfig(root)
  const { baseline } = loadBaseline(root, config)
  const { target: _, baseline: __, ...shared } = config
  const { problems, written, ...result } = await checkProject({ ...shared, root, texts })
  const diagnostics = dropKnown(result.diagnostics, baseline, result.textOf)
  const { runtime, sources } = resolveOptions(shared)
  return { diagnostics, problems, apis: { runtime, sources }, written }
}

/** What a person can mend says what to do; the rest is ours to look into. */
function describe(error: Error): string {
  return error instanceof ConfigError ? error.message : (error.stack ?? String(error))
}

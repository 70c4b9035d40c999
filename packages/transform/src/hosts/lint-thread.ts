/** Linters ask for findings synchronously, and a check is not: a thread makes it while the linter's waits. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { CreateApiTableOptions } from '../module/apis.ts'
import type { Problem } from '../project/problem.ts'

/** `root` is the project's folder, an absolute path. */
export type LintRequest =
  | {
      readonly type: 'check'
      readonly root: string
      /** What files hold that are not written yet, by project-relative path. */
      readonly texts: ReadonlyMap<string, string>
    }
  /** A text by itself. */
  | {
      readonly type: 'compile'
      readonly root: string
      readonly filename: string
      readonly text: string
    }

export interface Findings {
  /** Of the whole project, or of the text. */
  readonly diagnostics: readonly Diagnostic[]
  /** What could not be checked, and why. */
  readonly problems: readonly Problem[]
  /** What the project's configuration says of them. */
  readonly apis: CreateApiTableOptions
}

export type LintAnswer =
  | ({ readonly type: 'found' } & Findings)
  | { readonly type: 'failed'; readonly message: string }

export interface LintThreadData {
  /** Where requests come from and answers go. */
  readonly port: MessagePort
  /** Becomes 1 when there is an answer at the port. */
  readonly signal: Int32Array
}

export type AskThread = (request: LintRequest) => Findings

/** In milliseconds: a thread that has not answered by then never will. */
const LONGEST_WAIT = 600_000

/** The thread starts with the first request. A request throws where the project's configuration is wrong. */
export function createLintThread(): AskThread {
  let ask: ReturnType<typeof startThread> | null = null

  return (request) => {
    ask ??= startThread()
    const answer = ask(request)
    if (answer?.type === 'found') return answer
    if (answer === null) ask = null
    throw new Error(answer?.message ?? 'afterword: the thread that checks the project has ended')
  }
}

/** The function gives `null` when the thread does not answer. */
function startThread(): (request: LintRequest) => LintAnswer | null {
  const { port1, port2 } = new MessageChannel()
  const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const worker = new Worker(new URL('lint-worker.js', import.meta.url), {
    workerData: { port: port2, signal } satisfies LintThreadData,
    transferList: [port2],
  })
  // The process stays until what the checks keep for the next run is written, and no longer.
  let open = 0
  worker.on('message', () => {
    open -= 1
    if (open === 0) worker.unref()
  })

  return (request) => {
    open += 1
    worker.ref()
    port1.postMessage(request)
    Atomics.wait(signal, 0, 0, LONGEST_WAIT)
    Atomics.store(signal, 0, 0)
    return (receiveMessageOnPort(port1)?.message as LintAnswer | undefined) ?? null
  }
}

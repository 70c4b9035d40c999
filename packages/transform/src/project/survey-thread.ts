/** A second thread: it starts while the files are listed, reads half of them, and finds out who imports what. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { ImporterIndex } from './importers.ts'
import {
  type SharedStamps,
  type Stamps,
  shareStamps,
  takeSomeStamps,
  takeStamps,
} from './stamps.ts'
import {
  assembleSurvey,
  listPaths,
  listStamped,
  planSurvey,
  type Reading,
  type ReadingTask,
  readPortions,
  type Survey,
  type SurveyPlan,
  type SurveyRequest,
} from './survey.ts'

export interface RunningSurvey {
  /** Reads in this thread too, until everything is read. */
  finish(): Promise<Survey>
  /** Blocks until the thread has the index, and takes stamps meanwhile; `null` where there is no thread. */
  waitForImporters(): ImporterIndex | null
  /** What finding the importers has asked of the disk besides the survey. */
  listConsulted(): readonly string[]
  /** The stamps of what the survey listed, in the order of `listPaths`. */
  takeStamps(): Promise<Stamps>
  /** Nothing more is asked for. */
  close(): void
}

/** @param hasThread whether there is a second thread */
export function startSurvey(request: SurveyRequest, hasThread = true): RunningSurvey {
  // Tests run the sources themselves, which a thread cannot load.
  const thread = hasThread && import.meta.url.endsWith('.js') ? startThread() : null
  const planned = plan()
  const stamped = listStamped(planned.plan)
  const takeSome = () => takeSomeStamps(planned.shared, stamped)
  let found: FoundImporters | null = null

  function plan(): PlannedReading {
    const survey = planSurvey(request)
    const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const planned = {
      plan: survey,
      task: { ...survey, sources: survey.listing.sources, next },
      shared: shareStamps(listPaths(survey.listing).length),
    }
    thread?.tell({ type: 'planned', ...planned })
    return planned
  }

  return {
    async finish() {
      const own = readPortions(planned.task)
      thread?.tell({ type: 'read', reading: own })
      const others = await thread?.reading
      return assembleSurvey(planned.plan, others ? [own, others] : [own])
    },
    waitForImporters() {
      found ??= thread?.waitForImporters(takeSome) ?? null
      return found?.index ?? null
    },
    listConsulted: () => found?.consulted ?? [],
    async takeStamps() {
      while (takeSome()) {}
      const isWhole = thread === null || (await thread.stamped)
      // A thread that dies may leave some undone.
      return isWhole ? planned.shared.stamps : takeStamps(stamped)
    },
    close: () => thread?.close(),
  }
}

export interface PlannedReading {
  readonly plan: SurveyPlan
  readonly task: ReadingTask
  readonly shared: SharedStamps
}

export interface FoundImporters {
  readonly index: ImporterIndex
  readonly consulted: readonly string[]
}

export interface SurveyThreadData {
  /** Where the importers go. */
  readonly port: MessagePort
  /** Becomes 1 when there is nothing more to wait for at the port. */
  readonly signal: Int32Array
}

/** From the thread. */
export type SurveyMessage =
  | { readonly type: 'reading'; readonly value: Reading }
  /** The thread takes no more stamps. */
  | { readonly type: 'stamped'; readonly value: true }

/** To the thread, in this order. */
export type SurveyOrder =
  | ({ readonly type: 'planned' } & PlannedReading)
  /** What was read here. */
  | { readonly type: 'read'; readonly reading: Reading }

interface SurveyThread {
  /** Each is `null` where the thread ends without. */
  readonly reading: Promise<Reading | null>
  readonly stamped: Promise<true | null>
  tell(order: SurveyOrder): void
  /** @param takeSome does something useful meanwhile; `false` where there is nothing left to do */
  waitForImporters(takeSome: () => boolean): FoundImporters | null
  close(): void
}

/** In milliseconds: a thread that has not answered by then never will. */
const LONGEST_WAIT = 60_000

function startThread(): SurveyThread {
  const { port1, port2 } = new MessageChannel()
  const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const worker = new Worker(new URL('survey-worker.js', import.meta.url), {
    workerData: { port: port2, signal } satisfies SurveyThreadData,
    transferList: [port2],
  })
  // What a thread that dies leaves undone is done here, and nobody waits for it.
  const release = () => Atomics.store(signal, 0, 1)
  worker.once('error', release).once('exit', release)
  return {
    reading: receive(worker, 'reading') as Promise<Reading | null>,
    stamped: receive(worker, 'stamped') as Promise<true | null>,
    tell: (order) => worker.postMessage(order),
    waitForImporters(takeSome) {
      while (Atomics.load(signal, 0) === 0 && takeSome()) {}
      Atomics.wait(signal, 0, 0, LONGEST_WAIT)
      return (receiveMessageOnPort(port1)?.message as FoundImporters | undefined) ?? null
    },
    close() {
      release()
      worker.unref()
      void worker.terminate()
    },
  }
}

function receive(worker: Worker, type: SurveyMessage['type']): Promise<unknown> {
  return new Promise((resolve) => {
    worker.on('message', (message: SurveyMessage) => {
      if (message.type === type) resolve(message.value)
    })
    worker.once('exit', () => resolve(null))
  })
}

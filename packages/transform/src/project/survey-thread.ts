/** Runs a survey in a thread of its own, while this one loads what the check needs. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { type Stamps, takeStamps } from './stamps.ts'
import {
  listPaths,
  readFacts,
  type Survey,
  type SurveyFacts,
  type SurveyRequest,
  takeSurvey,
} from './survey.ts'

export interface RunningSurvey {
  readonly survey: Promise<Survey>
  /** The facts, if they are there already. */
  peekFacts(): SurveyFacts | null
  /** Blocks until the facts of the survey are there. */
  waitForFacts(survey: Survey): SurveyFacts
  /** The stamps of what the survey listed, in the order of `listPaths`. */
  takeStamps(): Promise<Stamps>
  /** Nothing more is asked for. */
  close(): void
}

export interface SurveyThreadData {
  readonly request: SurveyRequest
  /** Where the facts go, if the survey found anything to check. */
  readonly port: MessagePort
  /** Becomes 1 when there is nothing more to wait for. */
  readonly signal: Int32Array
}

export type SurveyMessage =
  | { readonly type: 'survey'; readonly survey: Survey }
  | { readonly type: 'stamps'; readonly stamps: Stamps }

export function startSurvey(request: SurveyRequest): RunningSurvey {
  // Tests run the sources themselves, which a thread cannot load.
  return import.meta.url.endsWith('.js') ? surveyInThread(request) : surveyHere(request)
}

function surveyHere(request: SurveyRequest): RunningSurvey {
  const { survey, texts } = takeSurvey(request)
  let facts: SurveyFacts | null = null
  return {
    survey: Promise.resolve(survey),
    peekFacts: () => facts,
    waitForFacts() {
      facts ??= readFacts(request, survey, texts)
      return facts
    },
    takeStamps: async () => takeStamps(survey.root, listPaths(survey.listing), survey.begin),
    close: () => {},
  }
}

/** What a thread that cannot start, or dies, leaves undone is done here. */
function surveyInThread(request: SurveyRequest): RunningSurvey {
  const { port1, port2 } = new MessageChannel()
  const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const worker = new Worker(new URL('survey-worker.js', import.meta.url), {
    workerData: { request, port: port2, signal } satisfies SurveyThreadData,
    transferList: [port2],
  })
  // Nobody waits for a thread that is gone.
  const release = () => Atomics.store(signal, 0, 1)
  worker.once('error', release).once('exit', release)
  const surveyed = receive(worker, 'survey')
  const stamped = receive(worker, 'stamps')
  let facts: SurveyFacts | null = null

  const survey = surveyed.then((message) => message?.survey ?? takeSurvey(request).survey)
  return {
    survey,
    peekFacts() {
      facts ??= (receiveMessageOnPort(port1)?.message as SurveyFacts | undefined) ?? null
      return facts
    },
    waitForFacts(survey) {
      if (facts === null) Atomics.wait(signal, 0, 0, LONGEST_WAIT)
      facts = this.peekFacts() ?? readFacts(request, survey, [])
      return facts
    },
    async takeStamps() {
      const { root, listing, begin } = await survey
      return (await stamped)?.stamps ?? takeStamps(root, listPaths(listing), begin)
    },
    close() {
      worker.unref()
      void worker.terminate()
    },
  }
}

/** In milliseconds: a thread that has not answered by then never will. */
const LONGEST_WAIT = 60_000

/** The first message of a type; `null` where the thread ends without. */
function receive<Type extends SurveyMessage['type']>(
  worker: Worker,
  type: Type,
): Promise<Extract<SurveyMessage, { readonly type: Type }> | null> {
  return new Promise((resolve) => {
    worker.on('message', (message: SurveyMessage) => {
      if (message.type === type) resolve(message as Extract<SurveyMessage, { readonly type: Type }>)
    })
    worker.on('error', () => resolve(null))
    worker.on('exit', () => resolve(null))
  })
}

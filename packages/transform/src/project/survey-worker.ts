/** The thread of a survey: hands over what it finds as soon as it is found. */
import { parentPort, workerData } from 'node:worker_threads'
import { takeStamps } from './stamps.ts'
import { listPaths, readFacts, takeSurvey } from './survey.ts'
import type { SurveyMessage, SurveyThreadData } from './survey-thread.ts'

const { request, port, signal } = workerData as SurveyThreadData
try {
  const { survey, texts } = takeSurvey(request)
  post({ type: 'survey', survey })
  // Where nothing is checked, nobody asks what leads there.
  if (survey.marks.some((marks) => marks !== 0)) port.postMessage(readFacts(request, survey, texts))
  release()
  post({ type: 'stamps', stamps: takeStamps(survey.root, listPaths(survey.listing), survey.begin) })
} finally {
  release()
}

function post(message: SurveyMessage): void {
  parentPort?.postMessage(message)
}

function release(): void {
  Atomics.store(signal, 0, 1)
  Atomics.notify(signal, 0)
}

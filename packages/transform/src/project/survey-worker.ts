/** The thread's side of `survey-thread.ts`. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { isMarked } from './scan.ts'
import { takeSomeStamps } from './stamps.ts'
import { assembleSurvey, listStamped, type Reading, readPortions, type Survey } from './survey.ts'
import type {
  FoundImporters,
  PlannedReading,
  SurveyMessage,
  SurveyOrder,
  SurveyThreadData,
} from './survey-thread.ts'

if (parentPort !== null) serve(parentPort, workerData as SurveyThreadData)

function serve(main: MessagePort, { port, signal }: SurveyThreadData): void {
  let planned: PlannedReading
  let own: Reading
  main.on('message', async (order: SurveyOrder) => {
    try {
      if (order.type === 'planned') {
        planned = order
        own = readPortions(planned.task)
        post({ type: 'reading', value: own })
        return
      }
      const survey = assembleSurvey(planned.plan, [own, order.reading])
      // Where nothing is checked, nobody asks what leads there; what the project leads to may be beside it.
      const isAsked = survey.top !== '' || survey.marks.some((marks) => isMarked(marks, 'after'))
      if (isAsked) port.postMessage(await findImporters(survey))
      release()
      const stamped = listStamped(survey)
      while (takeSomeStamps(planned.shared, stamped)) {}
      post({ type: 'stamped', value: true })
      main.close()
    } catch (error) {
      release()
      throw error
    }
  })

  function post(message: SurveyMessage): void {
    main.postMessage(message)
  }

  function release(): void {
    Atomics.store(signal, 0, 1)
    Atomics.notify(signal, 0)
  }
}

/** What it takes is loaded when there is nothing left to read. */
async function findImporters(survey: Survey): Promise<FoundImporters> {
  const [{ indexImporters }, { createLinks }] = await Promise.all([
    import('./importers.ts'),
    import('./links.ts'),
  ])
  const { tree, resolver } = createLinks({ plan: survey, texts: new Map(), report: () => {} })
  const index = indexImporters({
    sources: survey.listing.sources,
    specifiersOf: (_, place) => survey.specifiers[place]?.split('\n') ?? [],
    resolverOf: resolver.resolverOf,
  })
  return { index, consulted: tree.listConsulted() }
}

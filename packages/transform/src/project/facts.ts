/** What the modules' texts tell, from the survey where it has come by them, else from the text itself. */
import { listSpecifiers, type Mark, type Scanner, type Trait } from './scan.ts'
import type { Survey, SurveyFacts } from './survey.ts'

export interface Facts {
  /** The sources with a mark, in the order of the walk. */
  listMarked(mark: Mark): readonly string[]
  hasTrait(file: string, trait: Trait): boolean
  /** What the module's text imports, by its own words. */
  specifiersOf(file: string): readonly string[]
}

export interface CreateFactsInput {
  readonly survey: Survey
  readonly scanner: Scanner
  /** The survey's own facts, if they are there already. */
  readonly peek: () => SurveyFacts | null
  readonly textOf: (file: string) => string | null
  /** Files whose text is not that of the survey. */
  readonly isReplaced: (file: string) => boolean
}

interface FileFacts {
  readonly traits: number
  readonly specifiers: readonly string[]
}

export function createFacts(input: CreateFactsInput): Facts {
  const { survey, scanner, textOf, isReplaced } = input
  const { sources } = survey.listing
  const known = new Map<string, FileFacts>()
  let surveyed: ReadonlyMap<string, FileFacts> | null = null

  function factsOf(file: string): FileFacts {
    let facts = known.get(file) ?? (isReplaced(file) ? undefined : findSurveyed(file))
    if (facts === undefined) {
      const text = textOf(file) ?? ''
      facts = { traits: scanner.findTraits(text), specifiers: listSpecifiers(text) }
      known.set(file, facts)
    }
    return facts
  }

  function findSurveyed(file: string): FileFacts | undefined {
    if (surveyed === null) {
      const facts = input.peek()
      if (facts !== null) surveyed = unpack(sources, facts)
    }
    return surveyed?.get(file)
  }

  return {
    listMarked: (mark) =>
      sources.filter((file, index) => {
        const marks = isReplaced(file)
          ? scanner.findMarks(textOf(file) ?? '')
          : (survey.marks[index] ?? 0)
        return scanner.has(marks, mark)
      }),
    hasTrait: (file, trait) => scanner.has(factsOf(file).traits, trait),
    specifiersOf: (file) => factsOf(file).specifiers,
  }
}

function unpack(sources: readonly string[], facts: SurveyFacts): Map<string, FileFacts> {
  const lists = facts.specifiers.split('\0')
  return new Map(
    sources.map((file, index) => {
      const list = lists[index] ?? ''
      return [
        file,
        {
          traits: facts.traits[index] ?? 0,
          get specifiers() {
            return list === '' ? [] : list.split('\n')
          },
        },
      ]
    }),
  )
}

/** What the modules' texts tell: from the survey, and of modules outside of it from the texts themselves. */
import { memoize } from './memoize.ts'
import { isMarked, listSpecifiers, type Mark, type Scanner, type Trait } from './scan.ts'
import type { Survey } from './survey.ts'

export interface Facts {
  /** The sources with a mark, in the order of the walk. */
  listMarked(mark: Mark): readonly string[]
  hasMark(file: string, mark: Mark): boolean
  hasTrait(file: string, trait: Trait): boolean
  /** What the module's text imports, by its own words. */
  specifiersOf(file: string): readonly string[]
}

export interface CreateFactsInput {
  readonly survey: Survey
  readonly scanner: Scanner
  readonly textOf: (file: string) => string | null
  /** Files whose text is not that of the survey. */
  readonly isReplaced: (file: string) => boolean
}

export function createFacts({ survey, scanner, textOf, isReplaced }: CreateFactsInput): Facts {
  const { listing, marks, specifiers } = survey
  const places = new Map(listing.sources.map((file, place) => [file, place]))
  const readMarks = memoize((file) => scanner.findMarks(textOf(file) ?? '', readSpecifiers(file)))

  function readSpecifiers(file: string): readonly string[] {
    return listSpecifiers(textOf(file) ?? '')
  }

  /** Where the survey has the file as it is. */
  function placeOf(file: string): number | undefined {
    return isReplaced(file) ? undefined : places.get(file)
  }

  function hasMark(file: string, mark: Mark): boolean {
    const place = placeOf(file)
    return isMarked(place === undefined ? readMarks(file) : (marks[place] ?? 0), mark)
  }

  return {
    listMarked: (mark) => listing.sources.filter((file) => hasMark(file, mark)),
    hasMark,
    hasTrait: (file, trait) => scanner.hasTrait(textOf(file) ?? '', trait),
    specifiersOf(file) {
      const place = placeOf(file)
      if (place === undefined) return readSpecifiers(file)
      const list = specifiers[place] ?? ''
      return list === '' ? [] : list.split('\n')
    },
  }
}

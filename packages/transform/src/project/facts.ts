/** What the modules' texts tell: from the survey, and of modules outside of it from the texts themselves. */
import { type Assigned, listAssigned } from './assigned.ts'
import { isMarked, listSpecifiers, type Mark, type Scanner, type Trait } from './scan.ts'
import type { Survey } from './survey.ts'

export interface Facts {
  /** The sources with a mark, in the order of the walk. */
  listMarked(mark: Mark): readonly string[]
  hasMark(file: string, mark: Mark): boolean
  hasTrait(file: string, trait: Trait): boolean
  /** What the module's text imports, by its own words. */
  specifiersOf(file: string): readonly string[]
  /** Which members of objects the module's text may assign. */
  assignedIn(file: string): Assigned
  /** Takes in that a text is another now. Says whether it tells anything else. */
  reread(file: string): boolean
}

export interface CreateFactsInput {
  readonly survey: Survey
  readonly scanner: Scanner
  readonly textOf: (file: string) => string | null
  /** Files whose text is not that of the survey. */
  readonly isReplaced: (file: string) => boolean
}

/** What a text tells that is not the survey's. */
interface TextFacts {
  readonly marks: number
  readonly specifiers: readonly string[]
}

export function createFacts({ survey, scanner, textOf, isReplaced }: CreateFactsInput): Facts {
  const { listing, marks, specifiers } = survey
  const places = new Map(listing.sources.map((file, place) => [file, place]))
  const read = new Map<string, TextFacts>()
  const traits = new Map<string, Map<Trait, boolean>>()
  const assigned = new Map<string, Assigned>()

  /** Where the survey has the file as it is. */
  function placeOf(file: string): number | undefined {
    return read.has(file) || isReplaced(file) ? undefined : places.get(file)
  }

  function factsOf(file: string): TextFacts {
    const known = read.get(file)
    if (known !== undefined) return known
    const text = textOf(file) ?? ''
    const specifiers = listSpecifiers(text)
    const facts = { marks: scanner.findMarks(text, specifiers), specifiers }
    read.set(file, facts)
    return facts
  }

  function marksOf(file: string): number {
    const place = placeOf(file)
    return place === undefined ? factsOf(file).marks : (marks[place] ?? 0)
  }

  function specifiersOf(file: string): readonly string[] {
    const place = placeOf(file)
    if (place === undefined) return factsOf(file).specifiers
    const list = specifiers[place] ?? ''
    return list === '' ? [] : list.split('\n')
  }

  function hasTrait(file: string, trait: Trait): boolean {
    const asked = traits.get(file) ?? new Map<Trait, boolean>()
    traits.set(file, asked)
    const found = asked.get(trait) ?? scanner.hasTrait(textOf(file) ?? '', trait)
    asked.set(trait, found)
    return found
  }

  function assignedIn(file: string): Assigned {
    const found = assigned.get(file) ?? listAssigned(textOf(file) ?? '')
    assigned.set(file, found)
    return found
  }

  return {
    listMarked: (mark) => {
      const isOther = (file: string) => read.has(file) || isReplaced(file)
      return listing.sources.filter((file, place) => {
        return isMarked(isOther(file) ? factsOf(file).marks : (marks[place] ?? 0), mark)
      })
    },
    hasMark: (file, mark) => isMarked(marksOf(file), mark),
    hasTrait,
    specifiersOf,
    assignedIn,
    reread(file) {
      const asked = [...(traits.get(file)?.keys() ?? [])]
      const isAskedForAssigned = assigned.has(file)
      const answer = () => {
        const { names, ...others } = assignedIn(file)
        return JSON.stringify([
          marksOf(file),
          specifiersOf(file),
          asked.map((trait) => hasTrait(file, trait)),
          isAskedForAssigned && [...names, others],
        ])
      }
      const before = answer()
      read.delete(file)
      traits.delete(file)
      assigned.delete(file)
      factsOf(file)
      return answer() !== before
    },
  }
}

/** Surveys a project: lists its files, reads them, and notes what their texts tell without a parser. */

import { readFileSync } from 'node:fs'
import { type CreateApiTableOptions, createApiTable } from '../module/apis.ts'
import { describeUnreadable, listFiles, type ProjectFiles } from './files.ts'
import type { Problem } from './problem.ts'
import { findRepository } from './repository.ts'
import { createScanner, listSpecifiers } from './scan.ts'
import type { StampedPaths } from './stamps.ts'

export interface Survey {
  readonly root: string
  readonly apis: CreateApiTableOptions
  /** The outermost folder that may configure the project, relative to it: `''`, `../` and so on. */
  readonly top: string
  readonly listing: ProjectFiles
  /** When reading began, in milliseconds. */
  readonly begin: number
  /** Of each source by its place in the listing: the marks of its text. */
  readonly marks: Uint16Array
  /** And what it imports. */
  readonly specifiers: readonly PackedSpecifiers[]
  /** What could not be read. */
  readonly problems: readonly Problem[]
}

/** One a line. */
export type PackedSpecifiers = string

export type SurveyPlan = Pick<Survey, 'root' | 'apis' | 'top' | 'listing' | 'begin'>

export interface SurveyRequest {
  /** The project's folder, absolute, with `/`. */
  readonly root: string
  readonly apis: CreateApiTableOptions
}

/** Lists what there is to read. */
export function planSurvey({ root, apis }: SurveyRequest): SurveyPlan {
  const begin = Date.now()
  const { top, ignored } = findRepository(root)
  return { root, apis, top, listing: listFiles(root, ignored), begin }
}

/** What is to be read, shared by threads. Plain data. */
export interface ReadingTask {
  readonly root: string
  readonly sources: readonly string[]
  readonly apis: CreateApiTableOptions
  /** The place of the next source that nobody has taken yet. */
  readonly next: Int32Array
}

/** What one thread has read. Plain data. */
export interface Reading {
  readonly portions: readonly Portion[]
  readonly problems: readonly Problem[]
}

interface Portion {
  /** The place of its first source. */
  readonly first: number
  readonly marks: Uint16Array
  /** Divided by `\0`. */
  readonly specifiers: string
}

/** Node makes an object of the name of an encoding, for each file. */
const AS_TEXT = { encoding: 'utf8' } as const
/** How many sources a thread takes at a time. */
const PORTION = 64

/** Reads portions of the task until there are none left. */
export function readPortions({ root, sources, apis, next }: ReadingTask): Reading {
  const { findMarks } = createScanner(createApiTable(apis))
  const portions: Portion[] = []
  const problems: Problem[] = []
  for (;;) {
    const first = Atomics.add(next, 0, PORTION)
    if (first >= sources.length) return { portions, problems }
    const files = sources.slice(first, first + PORTION)
    const marks = new Uint16Array(files.length)
    const specifiers = files.map((file, index) => {
      const text = read(file)
      const list = listSpecifiers(text)
      marks[index] = findMarks(text, list)
      return list.join('\n')
    })
    portions.push({ first, marks, specifiers: specifiers.join('\0') })
  }

  function read(file: string): string {
    try {
      return readFileSync(`${root}/${file}`, AS_TEXT)
    } catch (error) {
      problems.push(describeUnreadable(file, error))
      return ''
    }
  }
}

/** Joins what the threads have read; a portion that was lost with its thread is read now. */
export function assembleSurvey(plan: SurveyPlan, readings: readonly Reading[]): Survey {
  const { root, apis, top, listing, begin } = plan
  const { sources } = listing
  const marks = new Uint16Array(sources.length)
  const specifiers: PackedSpecifiers[] = []
  const portions = new Map(
    readings.flatMap((reading) => reading.portions).map((portion) => [portion.first, portion]),
  )
  const problems = readings.flatMap((reading) => reading.problems)
  for (let first = 0; first < sources.length; first += PORTION) {
    const portion = portions.get(first) ?? readLost(first)
    marks.set(portion.marks, first)
    specifiers.push(...portion.specifiers.split('\0'))
  }
  return {
    root,
    apis,
    top,
    listing,
    begin,
    marks,
    specifiers,
    problems: [...listing.problems, ...problems],
  }

  function readLost(first: number): Portion {
    const next = Int32Array.of(first)
    const upTo = sources.slice(0, first + PORTION)
    const reading = readPortions({ root, sources: upTo, apis, next })
    problems.push(...reading.problems)
    return reading.portions[0] as Portion
  }
}

/** Surveys again, and reads only the sources that are new and those that are `changed`. */
export function renewSurvey(known: Survey, changed: ReadonlySet<string>): Survey {
  const plan = planSurvey(known)
  const { sources } = plan.listing
  const kept = indexPlaces(known)
  for (const file of changed) kept.delete(file)
  const others = sources.filter((file) => !kept.has(file))
  const read = assembleSurvey({ ...plan, listing: { ...plan.listing, sources: others } }, [])
  const places = indexPlaces(read)
  const found = sources.map((file) => {
    const place = kept.get(file)
    return place === undefined
      ? { survey: read, place: places.get(file) as number }
      : { survey: known, place }
  })
  return {
    ...plan,
    marks: Uint16Array.from(found, ({ survey, place }) => survey.marks[place] as number),
    specifiers: found.map(({ survey, place }) => survey.specifiers[place] as PackedSpecifiers),
    problems: [...read.problems, ...known.problems.filter(({ file }) => kept.has(file))],
  }
}

function indexPlaces({ listing: { sources } }: Survey): Map<string, number> {
  return new Map(sources.map((file, place) => [file, place]))
}

/** What is stamped of a survey. */
export function listStamped({ root, listing, begin }: SurveyPlan): StampedPaths {
  return { root, paths: listPaths(listing), begin }
}

/** Everything of which a change can change the survey. */
export function listPaths(listing: ProjectFiles): string[] {
  const { sources, manifests, configs, workspaces, installed, ignoreFiles, folders } = listing
  return [sources, manifests, configs, workspaces, installed, ignoreFiles, folders].flat()
}

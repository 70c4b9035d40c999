/** Surveys a project: lists its files, reads them, and notes what their texts tell without a parser. */

import { readFileSync } from 'node:fs'
import { type CreateApiTableOptions, createApiTable } from '../module/apis.ts'
import { describeUnreadable, listFiles, type ProjectFiles } from './files.ts'
import type { Problem } from './problem.ts'
import { findRepository } from './repository.ts'
import { createScanner, listSpecifiers } from './scan.ts'
import { type Stamps, takeStamps } from './stamps.ts'

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
  /** What it imports. */
  readonly specifiers: readonly PackedSpecifiers[]
  /** And its stamp. */
  readonly stamps: Stamps
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
  /** When to begin, in milliseconds of the clock. */
  readonly notBefore: number
}

/** Lists what there is to read. */
export function planSurvey({ root, apis, notBefore }: SurveyRequest): SurveyPlan {
  sleep(notBefore - Date.now())
  const begin = Date.now()
  const { top, ignored } = findRepository(root)
  return { root, apis, top, listing: listFiles(root, ignored), begin }
}

/** What is to be read, shared by threads. Plain data. */
export interface ReadingTask {
  readonly root: string
  readonly sources: readonly string[]
  readonly apis: CreateApiTableOptions
  /** When the survey began. */
  readonly begin: number
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
  readonly stamps: Stamps
}

/** How many sources a thread takes at a time. */
const PORTION = 64

/** Reads portions of the task until there are none left. */
export function readPortions({ root, sources, apis, begin, next }: ReadingTask): Reading {
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
      marks[index] = findMarks(text)
      return listSpecifiers(text).join('\n')
    })
    const stamps = takeStamps(root, files, begin)
    portions.push({ first, marks, specifiers: specifiers.join('\0'), stamps })
  }

  function read(file: string): string {
    try {
      return readFileSync(`${root}/${file}`, 'utf8')
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
  const stamps = new Float64Array(sources.length * 2)
  const portions = new Map(
    readings.flatMap((reading) => reading.portions).map((portion) => [portion.first, portion]),
  )
  const problems = readings.flatMap((reading) => reading.problems)
  for (let first = 0; first < sources.length; first += PORTION) {
    const portion = portions.get(first) ?? readLost(first)
    marks.set(portion.marks, first)
    stamps.set(portion.stamps, first * 2)
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
    stamps,
    problems: [...listing.problems, ...problems],
  }

  function readLost(first: number): Portion {
    const next = Int32Array.of(first)
    const upTo = sources.slice(0, first + PORTION)
    const reading = readPortions({ root, sources: upTo, apis, begin, next })
    problems.push(...reading.problems)
    return reading.portions[0] as Portion
  }
}

/** Everything besides the sources of which a change can change the survey. */
export function listContext(listing: ProjectFiles): string[] {
  const { manifests, configs, workspaces, installed, ignoreFiles, folders } = listing
  return [manifests, configs, workspaces, installed, ignoreFiles, folders].flat()
}

function sleep(milliseconds: number): void {
  if (milliseconds > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

/** Surveys a project: lists its files, reads them, and notes what their texts tell without a parser. */
import { readFileSync } from 'node:fs'
import { type CreateApiTableOptions, createApiTable } from '../module/apis.ts'
import { describeUnreadable, listFiles, type ProjectFiles } from './files.ts'
import type { Problem } from './problem.ts'
import { findRepository } from './repository.ts'
import { createScanner, listSpecifiers } from './scan.ts'

export interface SurveyRequest {
  /** The project's folder, absolute, with `/`. */
  readonly root: string
  readonly apis: CreateApiTableOptions
  /** When to begin, in milliseconds of the clock. */
  readonly notBefore: number
}

/** Plain data, so that a thread can hand it over. */
export interface Survey {
  readonly root: string
  /** The outermost folder that may configure the project, relative to it: `''`, `../` and so on. */
  readonly top: string
  readonly listing: ProjectFiles
  /** The marks of each source, by its place in the listing. */
  readonly marks: Uint16Array
  /** Sources that could not be read. */
  readonly problems: readonly Problem[]
  /** When it began, in milliseconds. */
  readonly begin: number
}

/** Of all sources, by their place in the listing. */
export interface SurveyFacts {
  readonly traits: Uint16Array
  /** What each imports, one a line, the sources divided by `\0`. */
  readonly specifiers: string
}

/** How much text a survey hands on to `readFacts`, in UTF-16 units; the rest is read again. */
const MOST_KEPT = 100_000_000

export interface TakeSurveyResult {
  readonly survey: Survey
  /** The texts of the first sources, as many as fit. */
  readonly texts: readonly string[]
}

export function takeSurvey({ root, apis, notBefore }: SurveyRequest): TakeSurveyResult {
  sleep(notBefore - Date.now())
  const begin = Date.now()
  const { findMarks } = createScanner(createApiTable(apis))
  const { top, ignored } = findRepository(root)
  const listing = listFiles(root, ignored)
  const problems: Problem[] = []
  const texts: string[] = []
  let size = 0
  const marks = Uint16Array.from(listing.sources, (file) => {
    const text = readSource(root, file, problems)
    size += text.length
    if (size < MOST_KEPT) texts.push(text)
    return findMarks(text)
  })
  return { survey: { root, top, listing, marks, problems, begin }, texts }
}

/** @param texts the texts of the first sources, where they are still at hand */
export function readFacts(
  { apis }: SurveyRequest,
  { root, listing }: Survey,
  texts: readonly string[],
): SurveyFacts {
  const { findTraits } = createScanner(createApiTable(apis))
  const traits = new Uint16Array(listing.sources.length)
  const specifiers = listing.sources.map((file, index) => {
    const text = texts[index] ?? readSource(root, file, [])
    traits[index] = findTraits(text)
    return listSpecifiers(text).join('\n')
  })
  return { traits, specifiers: specifiers.join('\0') }
}

function readSource(root: string, file: string, problems: Problem[]): string {
  try {
    return readFileSync(`${root}/${file}`, 'utf8')
  } catch (error) {
    problems.push(describeUnreadable(file, error))
    return ''
  }
}

function sleep(milliseconds: number): void {
  if (milliseconds > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

/** Everything of which a change can change the survey. */
export function listPaths(listing: ProjectFiles): string[] {
  const { sources, manifests, configs, workspaces, installed, ignoreFiles, folders } = listing
  return [sources, manifests, configs, workspaces, installed, ignoreFiles, folders].flat()
}

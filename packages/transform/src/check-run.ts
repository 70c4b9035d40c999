/** A run of a check: surveys the project, checks its program, and stays at hand for when files change. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckerResult, CheckOptions, CheckResult, CheckStats } from './check.ts'
import type { CheckedSurvey, SurveyCheck } from './check-survey.ts'
import type { ResolvedOptions } from './options.ts'
import { isProjectFact } from './program/project-facts.ts'
import type { Cache } from './project/cache.ts'
import { isSource } from './project/files.ts'
import { createStampBook, joinStamps, takeStamps } from './project/stamps.ts'
import { listPaths, renewSurvey } from './project/survey.ts'
import { startSurvey } from './project/survey-thread.ts'
import { CONFIGURATION } from './project/tree.ts'
import { listWatched } from './project/watched.ts'

export interface StartCheckInput {
  readonly root: string
  readonly cache: Cache | null
  readonly texts: ReadonlyMap<string, string>
  readonly settings: ResolvedOptions
  readonly options: CheckOptions
}

/** What is kept of a check, before the project's own severities. */
export interface KeptResult extends Pick<CheckResult, 'diagnostics' | 'problems' | 'watched'> {
  readonly stats: Omit<CheckStats, 'ms'>
}

export interface CheckOutcome extends Pick<CheckerResult, 'listSites' | 'written' | 'linked'> {
  readonly result: KeptResult
}

export interface CheckRun {
  readonly outcome: CheckOutcome
  /** Checks again what the change of some files reaches. */
  rerun(changed: readonly string[]): CheckOutcome
  /** The files and folders that have changed since, by their stamps; once all is `written`. */
  listChanged(): string[]
}

export async function startCheck(input: StartCheckInput): Promise<CheckRun> {
  const { root, cache, texts, settings, options } = input
  const { onProgress, isBackground = false, isEntry = () => true, preset, apps, appDir } = options
  const { runtime, sources } = settings
  const isWritten = texts.size === 0
  const running = startSurvey({ root, apis: { runtime, sources } }, !isBackground)
  // A thread may begin to read the files while this one loads the parser.
  const { openSurvey } = await import('./check-survey.ts')
  let survey = await running.finish()
  const stamps = createStampBook(root)
  /** Sources that have other texts than the survey saw. */
  const reread = new Set<string>()
  const files = survey.listing.sources.length
  onProgress?.({ phase: 'scan', done: files, total: files })
  const shared = {
    settings,
    preset: preset ?? null,
    hasOwnApps: apps === undefined && appDir === undefined,
    texts,
    isEntry,
    onProgress: (done: number, total: number) => onProgress?.({ phase: 'check', done, total }),
  }
  let check: SurveyCheck = openSurvey({
    ...shared,
    survey,
    store: cache?.summaries ?? null,
    summaries: [],
    waitForImporters: running.waitForImporters,
  })
  const outcome = toOutcome(check.run(), files)
  return {
    outcome: { ...outcome, written: keep(outcome.result) },
    rerun,
    listChanged: () => stamps.listChanged(listContext()),
  }

  async function keep(result: KeptResult): Promise<void> {
    const { listing, begin } = survey
    const consulted = listConsulted()
    const paths = [...listPaths(listing), ...consulted]
    const others = takeStamps({ root, paths: consulted, begin })
    const packed = joinStamps(await running.takeStamps(), others)
    stamps.note(paths, packed)
    if (cache !== null && isWritten) cache.write({ result, paths, stamps: packed })
    running.close()
  }

  /** Everything of which a change can change the result. */
  function listContext(): Set<string> {
    return new Set([...listPaths(survey.listing), ...listConsulted()])
  }

  /** By the thread that found who imports what, too: it alone asks for a package that nothing came of yet. */
  function listConsulted(): string[] {
    return [...new Set([...check.listConsulted(), ...running.listConsulted()])]
  }

  function rerun(changed: readonly string[]): CheckOutcome {
    const { listing } = survey
    const known = new Set(listing.sources)
    const context = listContext()
    const texts: string[] = []
    const others: string[] = []
    for (const file of changed) {
      // Where only its text is another, everything else means what it did.
      const isText = known.has(file) && !isProjectFact(file) && existsSync(join(root, file))
      if (isText) texts.push(file)
      else if (context.has(file) || isSource(file) || isConfiguration(file)) others.push(file)
    }
    for (const file of texts) reread.add(file)
    if (others.length === 0) return toOutcome(check.rerun(texts), texts.length)

    const renewed = renewSurvey(survey, new Set([...reread, ...changed]))
    const isNowhere = (file: string) =>
      isSource(file) && !context.has(file) && !renewed.listing.sources.includes(file)
    // Files that are written and ignored.
    if (others.every((file) => isNowhere(file) && !known.has(file))) {
      return toOutcome(check.rerun(texts), texts.length)
    }
    survey = renewed
    reread.clear()
    const summaries = check.listSummaries().filter(([file]) => !changed.includes(file))
    check = openSurvey({
      ...shared,
      survey,
      store: null,
      summaries,
      waitForImporters: () => null,
    })
    const added = survey.listing.sources.filter((file) => !known.has(file))
    return toOutcome(check.run(), texts.length + added.length)
  }

  function toOutcome(checked: CheckedSurvey, scanned: number): CheckOutcome {
    const { diagnostics, problems, linked, parsed, sites, listSites } = checked
    const files = survey.listing.sources.length
    const watched = listWatched(root, survey.listing, listConsulted())
    return {
      result: { diagnostics, problems, stats: { files, scanned, parsed, sites }, watched },
      linked,
      listSites: async () => listSites(),
      written: Promise.resolve(),
    }
  }
}

function isConfiguration(file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1)
  return CONFIGURATION.includes(name) || name === '.gitignore'
}

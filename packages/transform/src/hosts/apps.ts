/** Detects the applications of a project for a host, which compiles it module by module. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type App, createApp, type Preset } from '../program/apps.ts'
import { detectApps } from '../program/detect-apps.ts'
import { isProjectFact } from '../program/project-facts.ts'
import { listFiles } from '../project/files.ts'
import { findRepository } from '../project/repository.ts'
import type { HostOptions } from './host.ts'

/**
 * `undefined` where the options say all there is to say. What a build tool runs itself is none of
 * Next's applications, whatever packages it has.
 */
export function findApps(root: string, options: HostOptions): readonly App[] | undefined {
  const { apps, appDir, target, preset = target === 'next' ? 'next' : undefined } = options
  if (apps !== undefined || appDir !== undefined) return apps
  const detected = detectProjectApps(root, preset)
  if (preset !== undefined) return detected
  return detected.map((app) =>
    app.conventions.includes('rsc-app') ? app : createApp('rsc', { root: app.root }),
  )
}

/** The applications of a project's folder, by its files as they are now. */
export function detectProjectApps(root: string, preset?: Preset): readonly App[] {
  return detectApps(readFacts(resolve(root).replaceAll('\\', '/')), preset)
}

/** Everything of which a change may change the applications of a project, or where its configuration is. */
export function listFactPaths(root: string): string[] {
  const { sources, manifests, ignoreFiles, folders } = listFiles(root, findRepository(root).ignored)
  return [...folders, ...ignoreFiles, ...manifests, ...sources.filter(isProjectFact)]
}

function readFacts(root: string) {
  const { sources, manifests } = listFiles(root, findRepository(root).ignored)
  const files = [...sources, ...manifests]
  const texts = files
    .filter(isProjectFact)
    .map((file) => [file, readText(join(root, file))] as const)
  return { files, texts: new Map(texts) }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

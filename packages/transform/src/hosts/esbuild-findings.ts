/**
 * The findings of an esbuild build, each to be reported with one of its modules: esbuild writes its
 * output before a plugin can say at the end that it must not.
 */
import { resolve } from 'node:path'
import { formatDiagnostic } from '../diagnostics/format.ts'
import { indexLines } from '../source/position.ts'
import { concernedFiles, toPortable } from './built.ts'
import type { Message } from './esbuild-build.ts'
import { type Finding, mergeFindings } from './findings.ts'

export interface BuildFindings {
  /** Another build begins, of a program of which this is known. */
  begin(program: readonly Finding[], root: string): void
  /**
   * A module is loaded, with the findings of its own: what of these is new, and what is known of the
   * program and was waiting for this module to be in the build.
   */
  take(path: string, own: readonly Finding[]): Finding[]
}

export function createBuildFindings(): BuildFindings {
  const loaded = new Set<string>()
  const taken = new Set<string>()
  let waiting: readonly Finding[] = []
  let isLoaded = (_file: string): boolean => false

  return {
    begin(program, root) {
      loaded.clear()
      taken.clear()
      waiting = program
      isLoaded = (file) => loaded.has(toPortable(resolve(root, file)))
    },
    take(path, own) {
      loaded.add(toPortable(path))
      const come = waiting.filter((finding) => concernedFiles(finding).every(isLoaded))
      waiting = waiting.filter((finding) => !come.includes(finding))
      return mergeFindings(own, come).filter(({ diagnostic: { code, file, line, column } }) => {
        const place = `${code}:${file}:${line}:${column}`
        return !taken.has(place) && taken.add(place)
      })
    },
  }
}

export function toMessage({ diagnostic, code }: Finding): Message {
  const { file, line, column, labels } = diagnostic
  const { start, end } = labels.find(({ isPrimary }) => isPrimary) ?? { start: 0, end: 0 }
  const lineText = indexLines(code).textOf(line)
  return {
    text: formatDiagnostic(diagnostic, { code }),
    location: {
      file,
      line,
      // esbuild counts from 0, and in bytes.
      column: Buffer.byteLength(lineText.slice(0, column - 1)),
      length: Buffer.byteLength(code.slice(start, end)),
      lineText,
    },
    detail: diagnostic,
  }
}

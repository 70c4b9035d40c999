/** Runs fixture cases and describes what came of them, for snapshots a reviewer can read. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eachMapping, TraceMap } from '@jridgewell/trace-mapping'
import { parseSync } from 'oxc-parser'
import {
  type App,
  type CompilerOptions,
  createCompiler,
  detectApps,
  formatDiagnostic,
  type TransformOptions,
  type TransformResult,
} from '../src/index.ts'
import type { ModuleSummary } from '../src/module/summary.ts'
import { languageOf } from '../src/source/parse.ts'

const ROOT = join(import.meta.dirname, '../../..')
export const FIXTURES = join(import.meta.dirname, '../../../fixtures/transform')

export interface FixtureCase {
  readonly name: string
  readonly folder: string
  readonly extension: string
  readonly code: string
  /** `id` is where the input is said to stand; default `src/<input's name>`. */
  readonly id: string
  readonly options: CompilerOptions
  readonly environment: 'server' | 'client'
}

/**
 * A folder has `input.<ext>` and, where the defaults do not do, `case.json` with `id`, `options`,
 * `environment`, and `project`, the texts of other files of a project that uses Next.
 */
export function readFixtures(): FixtureCase[] {
  return readdirSync(FIXTURES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const folder = join(FIXTURES, name)
      const files = readdirSync(folder)
      const input = files.find((file) => file.startsWith('input.'))
      if (!input) throw new Error(`${folder} has no input file`)
      const settings = files.includes('case.json')
        ? JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8'))
        : {}
      const id: string = settings.id ?? `src/${input}`
      const texts = settings.project && new Map<string, string>(Object.entries(settings.project))
      return {
        name,
        folder,
        extension: input.slice('input.'.length),
        code: readFileSync(join(folder, input), 'utf8'),
        id,
        options: { ...(texts && { apps: detectNextApps(texts.set(id, '')) }), ...settings.options },
        environment: settings.environment ?? 'server',
      }
    })
}

/** The applications of a project with these files that uses Next. */
export function detectNextApps(texts: ReadonlyMap<string, string>): App[] {
  const whole = new Map([['package.json', '{ "dependencies": { "next": "16.4.6" } }'], ...texts])
  return detectApps({ files: [...whole.keys()], texts: whole })
}

export function runFixture(
  { code, id, options, environment }: FixtureCase,
  summary: ModuleSummary | null = null,
): TransformResult | null {
  const settings: TransformOptions = { environment, summary }
  return createCompiler({ root: '/project', ...options }).transform(code, id, settings)
}

export function printDiagnostics(result: TransformResult | null, code: string): string {
  const printed = (result?.diagnostics ?? []).map((diagnostic) => {
    const fixes = diagnostic.fixes
      .flatMap(({ edits }) => edits)
      .map(({ span, text }) => {
        const replaced = JSON.stringify(code.slice(span.start, span.end))
        return `\n  edit  ${replaced} → ${JSON.stringify(text)}`
      })
    return formatDiagnostic(diagnostic, { code, cwd: ROOT }) + fixes.join('')
  })
  return printed.length > 0 ? `${printed.join('\n\n')}\n` : '(none)\n'
}

/**
 * The map as pairs of text, output first: where each line of output begins, and every place where
 * input and output differ.
 *
 *     5:3 `_after` ← 4:3 `after`
 */
export function printSourceMap(result: TransformResult | null, code: string): string {
  if (!result?.map) return '(none)\n'
  const input = code.split(/\r\n|\n|\r/)
  const output = result.code.split(/\r\n|\n|\r/)
  const segments: { out: [number, number]; in: [number, number] }[] = []
  eachMapping(new TraceMap(JSON.stringify(result.map)), (mapping) => {
    if (mapping.originalLine === null) return
    segments.push({
      out: [mapping.generatedLine, mapping.generatedColumn],
      in: [mapping.originalLine, mapping.originalColumn],
    })
  })
  const lines = segments.flatMap((segment, index) => {
    const previous = segments[index - 1]
    const isLineStart = previous?.out[0] !== segment.out[0]
    const from = word(output, segment.out)
    const to = word(input, segment.in)
    return isLineStart || from !== to
      ? [`${place(segment.out)} ${from} ← ${place(segment.in)} ${to}`]
      : []
  })
  return `${lines.join('\n')}\n`
}

function place([line, column]: readonly [number, number]): string {
  return `${line}:${column + 1}`
}

function word(lines: readonly string[], [line, column]: readonly [number, number]): string {
  const rest = (lines[line - 1] ?? '').slice(column)
  return `\`${/^(\w+|\W)/.exec(rest)?.[0] ?? ''}\``
}

/** Syntax errors in a module's text; the output of a transform must have none. */
export function syntaxErrors(code: string, id: string): string[] {
  return parseSync(id, code, { lang: languageOf(id) }).errors.map((error) => error.message)
}

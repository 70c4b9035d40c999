/** Diagnostics as SARIF 2.1.0, the format that code-scanning services read. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  DIAGNOSTIC_CODES,
  type Diagnostic,
  type DiagnosticCode,
  type Severity,
} from './diagnostic.ts'
import { docsPageOf } from './docs.ts'
import { keyOf, takeFingerprint } from './fingerprint.ts'
import { createLocator, type JsonRange, type TextOf } from './json.ts'
import { messageTemplates } from './messages.generated.ts'

export interface SarifInput {
  readonly diagnostics: readonly Diagnostic[]
  /** What kept parts of the program from being checked. */
  readonly problems: readonly { readonly file: string; readonly message: string }[]
  readonly textOf: TextOf
  /** The path that the repository has a file under. */
  readonly pathOf: (file: string) => string
  /** Of Afterword itself. */
  readonly version: string
}

const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'
const LEVELS: Readonly<Record<Severity, 'error' | 'warning'>> = { error: 'error', warn: 'warning' }

export function toSarif({ diagnostics, problems, textOf, pathOf, version }: SarifInput): object {
  const locate = createLocator(textOf)
  const seen = new Map<string, number>()

  function artifact(file: string): object {
    const uri = pathOf(file).split('/').map(encodeURIComponent).join('/')
    return { uri, uriBaseId: '%SRCROOT%' }
  }

  function place(file: string, region: object | null): object {
    return { artifactLocation: artifact(file), ...(region ? { region } : {}) }
  }

  /** Two findings that look alike are told apart by their order. */
  function fingerprint(diagnostic: Diagnostic): string {
    const key = keyOf(takeFingerprint(diagnostic, textOf))
    const nth = seen.get(key) ?? 0
    seen.set(key, nth + 1)
    return createHash('sha256').update(`${key}${nth}`).digest('hex').slice(0, 32)
  }

  function toResult(diagnostic: Diagnostic): object {
    const { code, severity, message, file, labels, entry, trace, help, fixes } = diagnostic
    const others = labels.filter((label) => !label.isPrimary)
    return {
      ruleId: code,
      ruleIndex: DIAGNOSTIC_CODES.indexOf(code),
      level: LEVELS[severity],
      message: { text: `${message}. ${help}` },
      locations: [{ physicalLocation: place(file, toRegion(locate.primary(diagnostic))) }],
      ...(others.length === 0
        ? {}
        : {
            relatedLocations: others.map((label, id) => ({
              id,
              message: { text: label.text },
              physicalLocation: place(file, toRegion(locate.range(file, label))),
            })),
          }),
      ...(trace.length === 0
        ? {}
        : {
            codeFlows: [
              {
                threadFlows: [
                  {
                    locations: trace.map((step) => ({
                      location: {
                        message: { text: step.what },
                        physicalLocation: place(
                          step.file,
                          step.line === undefined
                            ? null
                            : { startLine: step.line, startColumn: step.column },
                        ),
                      },
                    })),
                  },
                ],
              },
            ],
          }),
      ...(fixes.length === 0
        ? {}
        : {
            fixes: fixes.map(({ title, edits }) => ({
              description: { text: title },
              artifactChanges: [
                {
                  artifactLocation: artifact(file),
                  replacements: edits.map(({ span, text }) => ({
                    deletedRegion: toRegion(locate.span(file, span)),
                    insertedContent: { text },
                  })),
                },
              ],
            })),
          }),
      partialFingerprints: { 'afterword/v1': fingerprint(diagnostic) },
      ...(entry === null ? {} : { properties: { entry } }),
    }
  }

  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'Afterword', version, rules: DIAGNOSTIC_CODES.map(describeRule) },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: problems.map(({ file, message }) => ({
              level: 'warning',
              message: { text: `${file} ${message}` },
              locations: [{ physicalLocation: place(file, null) }],
            })),
          },
        ],
        results: diagnostics.map(toResult),
      },
    ],
  }
}

function toRegion({ line, column, endLine, endColumn }: JsonRange): object {
  return { startLine: line, startColumn: column, endLine, endColumn }
}

function describeRule(code: DiagnosticCode): object {
  const { severity, message } = messageTemplates[code]
  const page = readFileSync(docsPageOf(code), 'utf8').replace(/^<!--.*-->\s*/, '')
  return {
    id: code,
    shortDescription: { text: message.replaceAll(/\{\w+\}/g, '…') },
    defaultConfiguration: { level: LEVELS[severity] },
    help: { text: page, markdown: page },
  }
}

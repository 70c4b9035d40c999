/** The host for ESLint and oxlint: a rule for each code, which reports what a check of the project finds in the file. */
import { resolve } from 'node:path'
import { readVersion } from '../config/version.ts'
import {
  DIAGNOSTIC_CODES,
  type Diagnostic,
  type DiagnosticCode,
  type Severity,
} from '../diagnostics/diagnostic.ts'
import { docsPageOf } from '../diagnostics/docs.ts'
import { messageTemplates } from '../diagnostics/messages.generated.ts'
import { createProjectLint, type LintedText } from './lint-project.ts'
import { type LintContext, toReport } from './lint-report.ts'

export interface LintRule {
  readonly meta: {
    readonly type: 'problem'
    readonly docs: {
      readonly description: string
      readonly url: string
      readonly recommended: true
    }
    readonly fixable: 'code'
    readonly hasSuggestions: true
    readonly schema: []
  }
  /** @param context the linter's own */
  create(context: object): { Program?(): void }
}

export type RuleName = `afterword/${DiagnosticCode}`

export interface RecommendedConfig {
  readonly name: string
  readonly plugins: { readonly afterword: LintPlugin }
  readonly rules: Readonly<Record<RuleName, Severity>>
}

export interface LintPlugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string }
  /** By the codes they report. */
  readonly rules: Readonly<Record<DiagnosticCode, LintRule>>
  readonly configs: {
    /** Every rule, with the severity that its code has in docs/diagnostics.md. */
    readonly recommended: RecommendedConfig
  }
}

type FindFindings = (context: LintContext, code: DiagnosticCode) => readonly Diagnostic[]

function createPlugin(): LintPlugin {
  const find = createFinder()
  const rules = mapCodes((code) => createRule(code, find))
  const severities = DIAGNOSTIC_CODES.map((code) => [
    `afterword/${code}`,
    messageTemplates[code].severity,
  ])
  const recommended = {
    name: 'afterword/recommended',
    rules: Object.fromEntries(severities),
  } as Pick<RecommendedConfig, 'name' | 'rules'>
  const plugin = {
    meta: { name: 'afterword', version: readVersion(), namespace: 'afterword' },
    rules,
  }
  // A plugin and its configuration have each other.
  const configs = { recommended: { ...recommended, plugins: { afterword: plugin as LintPlugin } } }
  return Object.assign(plugin, { configs })
}

function mapCodes<Value>(create: (code: DiagnosticCode) => Value): Record<DiagnosticCode, Value> {
  const entries = DIAGNOSTIC_CODES.map((code) => [code, create(code)])
  return Object.fromEntries(entries) as Record<DiagnosticCode, Value>
}

/** A linter runs every rule on a file before it goes on: one question serves them all. */
function createFinder(): FindFindings {
  const lint = createProjectLint()
  let last: LintedText | null = null
  let asked = new Set<DiagnosticCode>()
  let known: readonly Diagnostic[] = []

  return ({ cwd, filename, settings, sourceCode }, code) => {
    const text = (sourceCode.hasBOM ? '\uFEFF' : '') + sourceCode.text
    const isSame = last?.filename === filename && last.text === text
    // A rule that asks again sees the file again: others may have changed.
    if (last === null || !isSame || asked.has(code)) {
      const { root = '.' } = (settings.afterword ?? {}) as { readonly root?: string }
      last = { root: resolve(cwd, root), filename, text }
      known = lint(last)
      asked = new Set()
    }
    asked.add(code)
    return known.filter((diagnostic) => diagnostic.code === code)
  }
}

function createRule(code: DiagnosticCode, find: FindFindings): LintRule {
  const description = messageTemplates[code].message.replaceAll(/\{\w+\}/g, '…')
  return {
    meta: {
      type: 'problem',
      docs: { description, url: docsPageOf(code).href, recommended: true },
      // What a finding has of either is known when it is found.
      fixable: 'code',
      hasSuggestions: true,
      schema: [],
    },
    create(context) {
      if (!hasText(context)) return {}
      const findings = find(context, code)
      if (findings.length === 0) return {}
      return {
        Program() {
          for (const finding of findings) context.report(toReport(finding, context.sourceCode))
        },
      }
    },
  }
}

/** ESLint's languages may be of files that are no text. */
function hasText(context: object): context is LintContext {
  return 'text' in (context as LintContext).sourceCode
}

export default createPlugin()

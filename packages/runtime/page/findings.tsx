// What the compiler has found, beside what happens.
import type { InspectorCheck, InspectorFinding } from '../src/inspector/check.ts'

const NONE = {
  checking: 'Checking…',
  checked: 'None: the compiler finds no misuse.',
  failed: 'The check has failed. npx afterword check says why.',
  'not installed': 'Install @afterword/transform to see what it finds in the project.',
}

export function Findings({ check: { state, findings } }: { readonly check: InspectorCheck }) {
  return (
    <section class="findings" aria-label="What the compiler has found">
      <h2>
        Findings <span class="count">{findings.length}</span>
      </h2>
      {findings.length === 0 && <p class="none">{NONE[state]}</p>}
      {findings.map((finding) => (
        <FindingView finding={finding} />
      ))}
    </section>
  )
}

export function FindingView({ finding }: { readonly finding: InspectorFinding }) {
  const { code, severity, message, file, line, column, help, trace } = finding
  return (
    <details class={`finding ${severity}`}>
      <summary>
        <b>{code}</b> <code>{`${file}:${line}:${column}`}</code>
      </summary>
      <p>{message}</p>
      {trace.length > 0 && (
        <ol>
          {trace.map((step) => (
            <li>
              <code>{[step.file, step.line, step.column].filter(Boolean).join(':')}</code>{' '}
              {step.what}
            </li>
          ))}
        </ol>
      )}
      <p class="help">{help}</p>
    </details>
  )
}

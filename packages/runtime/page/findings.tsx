// What the compiler has found, beside what happens.
import type { InspectorFinding } from '../src/inspector/check.ts'

export function Findings({ findings }: { readonly findings: readonly InspectorFinding[] }) {
  return (
    <section class="findings" aria-label="What the compiler has found">
      <h2>
        Findings <span class="count">{findings.length}</span>
      </h2>
      {findings.length === 0 && (
        <p class="none">The compiler has found nothing, or is not installed.</p>
      )}
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

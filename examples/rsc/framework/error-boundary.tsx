// Catches, in the browser, what a page throws after its shell was sent: too late for a status.
import { Component, type ReactNode } from 'react'
import { readAnswer } from './digest.ts'

interface State {
  readonly error?: unknown
}

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = {}

  static getDerivedStateFromError(error: unknown): State {
    return { error }
  }

  override componentDidCatch(error: unknown) {
    const answer = readAnswer(error)
    if (answer?.type === 'redirect') window.location.replace(answer.location)
  }

  override render() {
    if (this.state.error === undefined) return this.props.children
    const answer = readAnswer(this.state.error)
    const text = answer === undefined ? 'Something went wrong' : 'Not found'
    return (
      <html lang="en">
        <body>{answer?.type !== 'redirect' && <h1>{text}</h1>}</body>
      </html>
    )
  }
}

// Shows the lines earlier requests' tasks wrote on a topic; this request's own come too late for it.
import { recent } from './journal.ts'

export function JournalList({ topic }: { topic: string }) {
  const lines = recent(topic)
  return (
    <section className="journal">
      <h2>Written by earlier tasks</h2>
      {lines.length === 0 && <p>Nothing yet. Reload the page.</p>}
      <ul>
        {lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ul>
    </section>
  )
}

import { readActivity } from '../../framework/activity.ts'
import { Timeline } from './timeline.tsx'

export const metadata = { title: 'Activity · Afterword' }

export default function Page() {
  return (
    <>
      <h1>Activity</h1>
      <p>
        The latest requests, newest first. The line marks the end of a response: its last byte was
        sent, or the visitor left. Nothing scheduled with <code>after()</code> begins before it.
      </p>
      <Timeline initial={readActivity()} />
    </>
  )
}

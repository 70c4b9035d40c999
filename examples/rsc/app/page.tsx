import { cookies } from 'next/headers'
import { after } from 'next/server'
import { note } from './journal.ts'
import { JournalList } from './journal-list.tsx'

export function generateMetadata() {
  after(() => note('/', 'the title was generated'))
  return { title: 'Afterword: after() without Next' }
}

export default async function Page() {
  const visitor = (await cookies()).get('name')?.value ?? 'somebody'
  after(() => note('/', `${visitor} saw the page`))
  return (
    <>
      <h1>Work that runs after the response</h1>
      <p>
        Each of these routes calls <code>after()</code>. Open one, then see under{' '}
        <a href="/activity">/activity</a> when its tasks ran.
      </p>
      <dl>
        <dt>
          <a href="/stream">/stream</a>
        </dt>
        <dd>
          a Suspense child that calls <code>after</code> late, while the page is streaming
        </dd>
        <dt>
          <a href="/form">/form</a>
        </dt>
        <dd>a Server Function whose task reads cookies and headers, with and without JavaScript</dd>
        <dt>
          <a href="/nested">/nested</a>
        </dt>
        <dd>
          a task that calls <code>after</code> itself
        </dd>
        <dt>
          <a href="/cache">/cache</a>
        </dt>
        <dd>
          a task that shares React's <code>cache()</code> with the render
        </dd>
        <dt>
          <a href="/static">/static</a>
        </dt>
        <dd>a prerendered page: its task ran during the build</dd>
        <dt>
          <a href="/redirects">/redirects</a>
        </dt>
        <dd>
          a page that calls <code>after</code>, then redirects here
        </dd>
        <dt>
          <a href="/missing">/missing</a>
        </dt>
        <dd>
          a page that calls <code>after</code>, then <code>notFound()</code>
        </dd>
        <dt>
          <a href="/throws">/throws</a>
        </dt>
        <dd>
          a page that calls <code>after</code>, then throws
        </dd>
        <dt>
          <code>POST /api/event</code>
        </dt>
        <dd>a Route Handler whose task reads cookies and headers</dd>
        <dt>
          <a href="/api/draft">/api/draft</a>
        </dt>
        <dd>a Route Handler that turns draft mode on or off, then redirects here</dd>
      </dl>
      <JournalList topic="/" />
    </>
  )
}

import { Await } from '@tanstack/react-router'
import { Suspense } from 'react'
import { load } from './load'

/** Options of a route that renders what its loader gives, the deferred part when it is there. */
export const page = (useLoaderData) => ({
  loader: () => load(),
  component: function Page() {
    const { text, late } = useLoaderData()
    return (
      <main>
        <p>{text}</p>
        {late && (
          <Suspense fallback={<p>waiting</p>}>
            <Await promise={late}>{(value) => <p>{value}</p>}</Await>
          </Suspense>
        )}
      </main>
    )
  },
})

import { Suspense } from 'react'
import { Await } from 'react-router'
import { runLoader } from '../../../shared/loaders.mjs'

export const loader = ({ request }) => runLoader(request.url)

export default function Page({ loaderData: { text, late } }) {
  return (
    <main>
      <p>{text}</p>
      {late && (
        <Suspense fallback={<p>waiting</p>}>
          <Await resolve={late}>{(value) => <p>{value}</p>}</Await>
        </Suspense>
      )}
    </main>
  )
}

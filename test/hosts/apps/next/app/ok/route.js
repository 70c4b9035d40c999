import { connection } from 'next/server'
import { print, user } from '../../print.js'

// #region example
// What `@afterword/transform/next` makes of `after(visit)`. Next's own `after` schedules and drains, and
// does not say how the response ended.
import { afterAt as _after } from '@afterword/runtime/next'
import { after } from 'next/server'

const handle = () => {
  _after('app/ok/route.js:11:3', 'handle', after, visit)
  return new Response('ok')
}
// #endregion

const visit = ({ signal }) => print({ task: 'ok', aborted: signal.aborted, als: user.getStore() })

export async function GET() {
  await connection()
  return user.run('ok-user', handle)
}

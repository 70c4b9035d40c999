import { afterAt as _after } from '@afterword/runtime/next'
import { after } from 'next/server'

export default function Broken() {
  // A static page: the build runs its tasks, and fails with them.
  _after('app/broken/page.js:6:3', 'Broken', after, () => {
    if (process.env.BREAK_BUILD) throw new Error('while prerendering')
    console.log(JSON.stringify({ task: 'prerendered' }))
  })
  return <p>static</p>
}

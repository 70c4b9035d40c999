import { readVisitor } from '../lib/session'
import { track } from '../lib/track'

export default async function Page() {
  track('home', await readVisitor())
  return <h1>Hello</h1>
}

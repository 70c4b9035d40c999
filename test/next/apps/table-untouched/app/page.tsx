import { greet } from '../lib/greet.ts'
import { Counter } from './counter.tsx'

export default function Page() {
  return <Counter label={greet('world')} />
}

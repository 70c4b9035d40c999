import { later } from '../../lib/later.ts'

export default async function About() {
  return <p>{await later('about')}</p>
}

import { after } from 'next/server'
import { note } from '../journal.ts'

export default function Page(): never {
  after(() => note('/throws', 'the page threw, and this still ran'))
  throw new Error('This page always throws')
}

import { notFound } from 'next/navigation'
import { after } from 'next/server'
import { note } from '../journal.ts'

export default function Page(): never {
  after(() => note('/missing', 'the page was not found, and this still ran'))
  notFound()
}

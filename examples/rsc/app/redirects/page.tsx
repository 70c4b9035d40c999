import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { note } from '../journal.ts'

export default function Page(): never {
  after(() => note('/redirects', 'the page redirected, and this still ran'))
  redirect('/')
}

import { after } from 'next/server'
import { readVisitor } from './session'

export function track(event: string): void {
  after(async () => {
    console.log(event, await readVisitor())
  })
}

import { after } from 'next/server'
import { label } from './label'
import { print } from './print'

export function track(event: string): void {
  after(async () => print({ task: await label(event) }))
}

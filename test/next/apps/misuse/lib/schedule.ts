import { after } from 'next/server'

export function schedule(task: () => Promise<void>): void {
  after(() => task())
}

import { after } from 'next/server'

/** Counts a visit once the response is out: the visitor does not wait for it. */
export function track(page: string, visitor: string): void {
  after(() => {
    console.log(`${visitor} saw ${page}`)
  })
}

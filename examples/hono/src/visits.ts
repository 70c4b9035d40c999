import { after } from '@afterword/runtime'

/** Called by any route; it needs nothing of the request's. */
export function recordVisit(path: string): void {
  after(async ({ outcome }) => {
    console.log(`visit of ${path}: ${outcome}`)
  })
}

'use client'

import { after } from 'next/dist/server/after'

export function ByDeepImport() {
  return (
    <button type="button" onClick={() => after(() => console.log('clicked'))}>
      Deep import
    </button>
  )
}

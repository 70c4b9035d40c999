'use client'

import { after } from '@/lib/server'

export function ByReexport() {
  return (
    <button type="button" onClick={() => after(() => console.log('clicked'))}>
      Re-export
    </button>
  )
}

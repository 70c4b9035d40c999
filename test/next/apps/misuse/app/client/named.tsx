'use client'

import { after } from 'next/server'

export function ByName() {
  return (
    <button type="button" onClick={() => after(() => console.log('clicked'))}>
      Named
    </button>
  )
}

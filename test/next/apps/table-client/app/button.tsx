'use client'
import { show } from '../src/widget.ts'

export function Button() {
  return (
    <button type="button" onClick={() => show('#out')}>
      Show
    </button>
  )
}

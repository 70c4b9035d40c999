'use client'
import { useState } from 'react'

/** Counts whoever comes after the first. */
export function Counter({ label }: { readonly label: string }) {
  const [count, setCount] = useState(0)
  const add = async () => setCount((await import('../lib/later.ts')).next(count))
  return (
    <button type="button" onClick={add}>
      {label} {count}
    </button>
  )
}

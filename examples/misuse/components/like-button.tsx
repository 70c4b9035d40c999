'use client'
import { after } from 'next/server'

export function LikeButton() {
  return (
    <button type="button" onClick={() => after(() => console.log('liked'))}>
      Like
    </button>
  )
}

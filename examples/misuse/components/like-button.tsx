'use client'
import { after } from 'next/server'

export function LikeButton() {
  return <button onClick={() => after(() => console.log('liked'))}>Like</button>
}

'use client'

import server from 'next/server'

export function ByDefaultImport() {
  return (
    <button type="button" onClick={() => server.after(() => console.log('clicked'))}>
      Default import
    </button>
  )
}

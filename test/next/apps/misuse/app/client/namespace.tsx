'use client'

import * as server from 'next/server'

export function ByNamespace() {
  return (
    <button type="button" onClick={() => server.after(() => console.log('clicked'))}>
      Namespace
    </button>
  )
}

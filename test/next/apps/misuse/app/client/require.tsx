'use client'

const { after } = require('next/server')

export function ByRequire() {
  return (
    <button type="button" onClick={() => after(() => console.log('clicked'))}>
      Require
    </button>
  )
}

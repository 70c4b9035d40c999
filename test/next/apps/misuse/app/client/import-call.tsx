'use client'

export function ByImportCall() {
  const schedule = async () => {
    const { after } = await import('next/server')
    after(() => console.log('clicked'))
  }
  return (
    <button type="button" onClick={schedule}>
      Import call
    </button>
  )
}

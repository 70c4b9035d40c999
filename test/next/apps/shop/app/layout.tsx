import { after } from 'next/server'
import type { ReactNode } from 'react'
import { print } from '@/lib/print'

export default function Layout({ children }: { readonly children: ReactNode }) {
  after(() => print({ task: 'layout' }))
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}

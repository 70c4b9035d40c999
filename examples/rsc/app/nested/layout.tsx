import type { ReactNode } from 'react'

export const metadata = { title: 'Nested · Afterword' }

export default function NestedLayout({ children }: { children: ReactNode }) {
  return <article className="card">{children}</article>
}

import type { ReactNode } from 'react'

export default function NestedTemplate({ children }: { children: ReactNode }) {
  return <div className="template">{children}</div>
}

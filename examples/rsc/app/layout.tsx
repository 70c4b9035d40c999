import { after } from 'next/server'
import type { ReactNode } from 'react'
import { note } from './journal.ts'
import './globals.css'

export const metadata = {
  title: 'Afterword',
  description: 'after() on React Server Components, without Next',
}

export default function RootLayout({ children }: { children: ReactNode }) {
  after(() => note('layout', 'a page went out'))
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="/favicon.svg" />
      </head>
      <body>
        <header>
          <a href="/">Afterword</a>
          <a href="/activity">Activity</a>
        </header>
        <main>{children}</main>
      </body>
    </html>
  )
}

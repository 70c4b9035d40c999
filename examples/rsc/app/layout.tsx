import { draftMode } from 'next/headers'
import { after } from 'next/server'
import type { ReactNode } from 'react'
import { note } from './journal.ts'
import './globals.css'

export const metadata = {
  title: 'Afterword',
  description: 'after() on React Server Components, without Next',
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const { isEnabled } = await draftMode()
  after(() => note('layout', isEnabled ? 'a draft went out' : 'a page went out'))
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
        {isEnabled && (
          <p>
            Draft mode is on. <a href="/api/draft">Turn it off.</a>
          </p>
        )}
        <main>{children}</main>
      </body>
    </html>
  )
}

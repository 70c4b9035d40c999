import { cookies } from 'next/headers'
import { JournalList } from '../journal-list.tsx'
import { sign } from './actions.ts'
import { SignButton } from './sign-button.tsx'

export const metadata = { title: 'Form · Afterword' }

export default async function Page() {
  const name = (await cookies()).get('name')?.value
  return (
    <>
      <h1>Guest book</h1>
      <p id="greeting">{name ? `Hello, ${name}.` : 'Who are you?'}</p>
      <form action={sign}>
        <label>
          Name <input name="name" required maxLength={40} autoComplete="given-name" />
        </label>{' '}
        <SignButton />
      </form>
      <JournalList topic="/form" />
    </>
  )
}

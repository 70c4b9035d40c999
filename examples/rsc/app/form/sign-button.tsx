'use client'

import { useSyncExternalStore } from 'react'
import { useFormStatus } from 'react-dom'

const never = () => () => {}

/** The form's button; it says who will send the form: the browser alone, or React. */
export function SignButton() {
  const { pending } = useFormStatus()
  const hydrated = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  return (
    <button type="submit" disabled={pending}>
      {hydrated ? 'Sign with JavaScript' : 'Sign without JavaScript'}
    </button>
  )
}

// What the three environments (rsc, ssr, browser) agree on: the payload's shape and the headers.
import type { ReactNode } from 'react'
import type { ReactFormState } from 'react-dom/client'

/** The value that travels as a Flight stream: in the HTML, or alone to a browser that asks for it. */
export interface Payload {
  readonly root: ReactNode
  /** The answer of a Server Function called from the browser. */
  readonly returned?: Returned | undefined
  /** The answer of a Server Function called by a plain form post, for useActionState. */
  readonly formState?: ReactFormState | undefined
}

export type Returned =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'error'; readonly error: unknown }

/** The media type of a Flight stream; a request that accepts it gets no HTML. */
export const FLIGHT_TYPE = 'text/x-component'

/** Carries the id of the Server Function a browser with JavaScript calls. */
export const ACTION_HEADER = 'x-rsc-action'

/** Carries the target when such a call ended in redirect(): a fetch cannot see a 307's location. */
export const LOCATION_HEADER = 'x-rsc-location'

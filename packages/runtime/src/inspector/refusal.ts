// The inspector is for development: what is said where it is called elsewhere.
import { AfterError } from '../errors.ts'

export function createRefusal(): AfterError {
  return new AfterError(
    'inspector-in-production',
    'The inspector shows what a server does and holds, so it is not for production: call it neither ' +
      "where NODE_ENV is 'production' nor in a build for production.",
  )
}

// Functions that may give a promise or not, and must not be made to.
import { isThenable } from './errors.ts'

/** Passes on what `call` gives or throws, at once or later, as it comes. */
export function settle(
  call: () => unknown,
  onResult: (result: unknown, isPromise: boolean) => unknown,
  onError: (error: unknown) => never,
): unknown {
  let result: unknown
  try {
    result = call()
  } catch (error) {
    onError(error)
  }
  return isThenable(result)
    ? Promise.resolve(result).then((value) => onResult(value, true), onError)
    : onResult(result, false)
}

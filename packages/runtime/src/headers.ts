// A request's headers, for reading.
import { createRequestError } from './request-errors.ts'

// Some type libraries declare the mutators as properties, which methods may not override.
const ReadableHeaders = Headers as new (
  init?: Headers,
) => Omit<Headers, 'append' | 'delete' | 'set'>

/** The request's headers: a standard `Headers` whose mutators throw. */
export class ReadonlyHeaders extends ReadableHeaders {
  /**
   * @deprecated The request's headers are read-only.
   * @throws AfterError `headers-read-only`, always.
   */
  append(_name: string, _value: string): never {
    throw createRequestError('headers-read-only', ['headers().append()'])
  }

  /**
   * @deprecated The request's headers are read-only.
   * @throws AfterError `headers-read-only`, always.
   */
  delete(_name: string): never {
    throw createRequestError('headers-read-only', ['headers().delete()'])
  }

  /**
   * @deprecated The request's headers are read-only.
   * @throws AfterError `headers-read-only`, always.
   */
  set(_name: string, _value: string): never {
    throw createRequestError('headers-read-only', ['headers().set()'])
  }
}

// Functions that run inside something else and are otherwise the same.
import { shared } from './context.ts'
import { AfterError } from './errors.ts'

/** Calls a function, given a call of it, and its arguments. */
type Around = (call: () => unknown, args: readonly unknown[]) => unknown

/**
 * Marks what `withAfter` has made of a handler, and gives it.
 *
 * @throws AfterError `invalid-handler` when the handler is itself such a one.
 */
export function markWrapped<Handler extends object>(handler: object, wrapped: Handler): Handler {
  if (shared.handlers.has(handler)) {
    const message = 'withAfter(): the handler is wrapped already: call withAfter() once.'
    throw new AfterError('invalid-handler', message)
  }
  shared.handlers.add(wrapped)
  return wrapped
}

/**
 * A function whose calls go through `around`. Name, length, prototype and own properties are the
 * original's, also when they change later; `this` is passed on, as `unwrap` gives it; `new` is not
 * intercepted.
 */
export function wrapFunction<F extends object>(
  original: F,
  around: Around,
  unwrap = (self: unknown) => self,
): F {
  return new Proxy(original, {
    apply(target, self, args) {
      return around(() => Reflect.apply(target as () => unknown, unwrap(self), args), args)
    },
  })
}

/**
 * An object whose method goes through `around`, and which is otherwise the original, seen live. The
 * method and those of its class run with the original as `this`: a class may keep private fields.
 * Other functions that it holds are shown as they are: Hono compares its applications' error handlers.
 */
export function wrapMethod<Name extends PropertyKey, O extends { [Key in Name]: unknown }>(
  original: O,
  name: Name,
  around: Around,
): O {
  const forwarded = new WeakMap<object, unknown>()
  const unwrap = (self: unknown) => (self === wrapper ? original : self)
  // A proxy must show fixed properties as they are, which for a frozen object means all of them: it
  // is put around a copy.
  const target = isFixed(original, name)
    ? Object.assign(Object.create(Object.getPrototypeOf(original)), original)
    : original
  const wrapper: O = new Proxy(target, {
    get(_, key) {
      const value: unknown = original[key as Name]
      if (typeof value !== 'function' || isFixed(target, key)) return value
      if (key === name) return wrapFunction(value, around, unwrap)
      if (Object.hasOwn(original, key)) return value
      if (!forwarded.has(value))
        forwarded.set(
          value,
          wrapFunction(value, (call) => call(), unwrap),
        )
      return forwarded.get(value)
    },
  })
  return wrapper
}

/** Whether an own property can neither change nor be shown as something else. */
export function isFixed(object: object, key: PropertyKey): boolean {
  const property = Object.getOwnPropertyDescriptor(object, key)
  return property?.configurable === false && !property.writable
}

// Functions that run inside something else and are otherwise the same.

/**
 * A function whose calls go through `around`. Name, length, prototype and own properties are the
 * original's, also when they change later; `this` is passed on; `new` is not intercepted.
 */
export function wrapFunction<F extends object>(
  original: F,
  around: (call: () => unknown, args: readonly unknown[]) => unknown,
): F {
  return new Proxy(original, {
    apply(target, self, args) {
      return around(() => Reflect.apply(target as () => unknown, self, args), args)
    },
  })
}

/**
 * An object whose method goes through `around`, and which is otherwise the original, seen live. The
 * method and all others run with the original as `this`: a class may keep private fields.
 */
export function wrapMethod<Name extends PropertyKey, O extends { [Key in Name]: unknown }>(
  original: O,
  name: Name,
  around: (call: () => unknown, args: readonly unknown[]) => unknown,
): O {
  const method = function (this: unknown, ...args: unknown[]) {
    const self = this === wrapper ? original : this
    return around(() => Reflect.apply(original[name] as () => unknown, self, args), args)
  }
  const forwarded = new WeakMap<object, unknown>()
  const forward = (value: object) =>
    new Proxy(value, {
      apply: (target, self, args) =>
        Reflect.apply(target as () => unknown, self === wrapper ? original : self, args),
    })
  // A proxy must show fixed properties as they are, which for a frozen object means all of them. Its
  // properties do not change, so a copy is as good.
  const wrapper: O = isFixed(original, name)
    ? Object.create(Object.getPrototypeOf(original), {
        ...Object.getOwnPropertyDescriptors(original),
        [name]: { value: method, enumerable: true },
      })
    : new Proxy(original, {
        get(target, key) {
          if (key === name) return method
          const value = Reflect.get(target, key, target)
          if (typeof value !== 'function' || isFixed(target, key)) return value
          if (!forwarded.has(value)) forwarded.set(value, forward(value))
          return forwarded.get(value)
        },
      })
  return wrapper
}

/** Whether an own property can neither change nor be shown as something else. */
function isFixed(object: object, key: PropertyKey): boolean {
  const property = Object.getOwnPropertyDescriptor(object, key)
  return property !== undefined && !property.configurable && property.writable !== true
}

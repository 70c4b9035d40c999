/** Keeps a function's answers, by its one argument; `undefined` is none. */
export interface Memoized<Value> {
  (key: string): Value
  /** What it has been asked for. */
  keys(): Iterable<string>
}

export function memoize<Value>(compute: (key: string) => Value): Memoized<Value> {
  const known = new Map<string, Value>()
  const ask = (key: string): Value => {
    let value = known.get(key)
    if (value === undefined) {
      value = compute(key)
      known.set(key, value)
    }
    return value
  }
  return Object.assign(ask, { keys: () => known.keys() })
}

/** Keeps a function's answers, by its one argument. */
export interface Memoized<Value> {
  (key: string): Value
  /** What it has been asked for. */
  keys(): Iterable<string>
}

export function memoize<Value>(compute: (key: string) => Value): Memoized<Value> {
  const known = new Map<string, Value>()
  const ask = (key: string): Value => {
    // `undefined` is an answer like others, and the second look-up is for the first time only.
    if (known.has(key)) return known.get(key) as Value
    const value = compute(key)
    known.set(key, value)
    return value
  }
  return Object.assign(ask, { keys: () => known.keys() })
}

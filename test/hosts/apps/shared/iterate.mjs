// A streamed reply as an async iterator, which is how RPC frameworks want their subscriptions.

/** Runs `produce` at the first `next()`; `return()` tells it that nobody wants more. */
export function iterate({ produce }) {
  let wanted
  let wantMore
  let hasBegun = false
  let isWanted = true
  const write = (value) => {
    if (!isWanted) return false
    wanted.resolve({ value, done: false })
    return new Promise((resolve) => {
      wantMore = resolve
    })
  }
  const begin = () =>
    produce(write).then(
      () => wanted.resolve({ value: undefined, done: true }),
      (error) => wanted.reject(error),
    )
  return {
    next() {
      wanted = defer()
      if (hasBegun) wantMore?.(true)
      else begin()
      hasBegun = true
      return wanted.promise
    },
    async return() {
      isWanted = false
      wanted?.resolve({ value: undefined, done: true })
      wantMore?.(false)
      return { value: undefined, done: true }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

function defer() {
  const deferred = {}
  deferred.promise = new Promise((resolve, reject) => Object.assign(deferred, { resolve, reject }))
  return deferred
}

/** A chunk as a value that JSON can have. */
export const toText = (chunk) =>
  chunk instanceof Uint8Array ? new TextDecoder().decode(chunk) : chunk

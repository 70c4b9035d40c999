// A web Response on its way out: watched until its body has been read, where that may matter.
import { defaultTimeout, type Outcome } from '../configure.ts'
import { notify } from '../notify.ts'
import { runInScope, type Scope } from '../scope.ts'
import { startTimer } from '../timers.ts'

/** How a response is watched. */
export interface ResponseWatch {
  readonly scope: Scope
  /** Told how the body ended. The first word counts. */
  readonly onEnd: (outcome: Outcome) => void
  /** Whether the server says by itself when the response is over, though not how. */
  readonly hasEnd: boolean
  /** Whether the caller takes a promise for an answer. */
  readonly canWait: boolean
}

/** What is needed of a stream's reader. */
export type BodyReader = Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'>

/** Leaves the response to the server, which needs nothing from us to send it. */
export function letGo<T>(result: T, { hasEnd, onEnd }: ResponseWatch): T {
  if (!hasEnd) onEnd('sent')
  return result
}

/**
 * Watches a body: a stream for its end, and because it may call `after` while it is read. A whole body
 * (of a string, a buffer) is sent by the server itself, and no code of the application runs meanwhile:
 * it is watched if tasks wait for its end, and keeps its length.
 */
export function watchBody(response: Response, watch: ResponseWatch): Response {
  const { body } = response
  const length = body && readLength(body)
  return !body || body.locked || (length && watch.scope.tasks.size === 0)
    ? letGo(response, watch)
    : wrapBody(response, body.getReader(), watch, length)
}

/** workerd's streams show their length to inspectors; those that JavaScript makes have none. */
function readLength(body: ReadableStream): number | undefined {
  const key = Object.getOwnPropertySymbols(ReadableStream.prototype).find(
    ({ description }) => description === 'length',
  )
  return key && Number(body[key as keyof ReadableStream])
}

/** The response with a body of the reader's content that tells when it is over. */
export function wrapBody(
  response: Response,
  reader: BodyReader,
  { scope, onEnd, hasEnd }: ResponseWatch,
  length?: number | null,
): Response {
  let idleTimeout = hasEnd ? Infinity : defaultTimeout()
  let timer: ReturnType<typeof startTimer>
  const awaitReader = () => {
    timer = startTimer(idleTimeout, () => {
      if (scope.tasks.size > 0) notify(scope.frame, 'body-not-read', idleTimeout, true)
      onEnd('aborted')
      idleTimeout = Infinity
    })
  }
  const end = (outcome: Outcome) => {
    clearTimeout(timer)
    onEnd(outcome)
  }
  awaitReader()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(timer)
        const { done, value } = await runInScope(scope, () => reader.read()).catch((error) => {
          end('failed')
          throw error
        })
        // Both throw if it has been cancelled meanwhile, which is no news.
        if (done) {
          controller.close()
          end('sent')
        } else {
          controller.enqueue(value)
          awaitReader()
        }
      },
      cancel(reason) {
        end('aborted')
        return runInScope(scope, () => reader.cancel(reason))
      },
    },
    // A queue would be filled before anyone asks: the end must be the consumer's, not the source's.
    { highWaterMark: 0 },
  )
  // workerd sends a stream's content-length only if the stream itself keeps to it.
  return new Response(length ? body.pipeThrough(new FixedLengthStream(length)) : body, response)
}

/** Of workerd alone. */
declare const FixedLengthStream: new (length: number) => TransformStream<Uint8Array, Uint8Array>

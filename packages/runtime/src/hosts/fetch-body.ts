// Whole bodies told from streams: made of a string, a buffer or a file, which the server can send by
// itself. A wrapper would cost their content-length.
import type { BodyReader } from './fetch-response.ts'

/** A body of which everything is there. */
export interface WholeBody {
  /** Bytes, where that is known. */
  readonly length?: number | undefined
  /** Whether the server is done with it as soon as it has it. */
  readonly isSentAtOnce?: boolean | undefined
}

interface BunGlobal {
  inspect(value: unknown): string
  /** The value of a promise that is fulfilled, else the promise. */
  peek(promise: Promise<unknown>): unknown
}

const { Bun: bun } = globalThis as { readonly Bun?: BunGlobal }

/** What a socket takes at once. */
const SOCKET_BUFFER = 64 * 1024

/**
 * Bun prints what a Response was made of. Nothing else tells without a look at `body`, which turns it
 * into a stream for good: its length is lost, and the content type that Bun would add.
 */
export function findBunBody(response: Response): WholeBody | undefined {
  if (!bun) return undefined
  const { inspect, peek } = bun
  const kind = /\n {2}(Blob|FileRef) \(/.exec(inspect(response))?.[1]
  if (kind !== 'Blob') return kind && {}
  const blob = peek(response.clone().blob())
  if (!(blob instanceof Blob)) return {}
  return { length: blob.size, isSentAtOnce: blob.size <= SOCKET_BUFFER }
}

/** How many bytes a body has that is whole, and of which the application has declared it. */
export function findLength({ body, headers }: Response): number | undefined {
  const declared = headers.get('content-length')
  return declared !== null && body && isByteStream(body) ? Number(declared) : undefined
}

/** Whole bodies are byte streams; a stream the application makes seldom is, but React's are. */
function isByteStream(body: ReadableStream): boolean {
  try {
    body.getReader({ mode: 'byob' }).releaseLock()
    return true
  } catch {
    return false
  }
}

/** A body of which the beginning has been read. */
export interface ReadAhead {
  /** All of it, when there was no more. */
  readonly whole: Uint8Array | undefined
  /** Gives what has been read, then the rest. */
  readonly reader: BodyReader
}

/** What a whole body takes to be read: 2 to 14 microtasks on Node 20 to 24 and Deno. */
const READ_AHEAD_TICKS = 16
/** A form takes three reads. */
const READ_AHEAD_COUNT = 4

/**
 * Tells a whole body by reading it, where nothing else does: in a few microtasks no source comes to
 * its end that waits for anything.
 */
export async function readAhead(body: ReadableStream<Uint8Array>): Promise<ReadAhead> {
  const reader = body.getReader()
  const results: ReturnType<BodyReader['read']>[] = []
  const chunks: Uint8Array[] = []
  let state: 'reading' | 'whole' | 'stopped' = 'reading'
  const readNext = () => {
    const result = reader.read()
    results.push(result)
    result.then(
      ({ done, value }) => {
        if (state !== 'reading') return
        if (done) state = 'whole'
        // Bridges also take strings of a stream. Whole bodies are bytes.
        else if (!(value instanceof Uint8Array)) state = 'stopped'
        else {
          chunks.push(value)
          if (results.length < READ_AHEAD_COUNT) readNext()
        }
      },
      () => {
        state = 'stopped'
      },
    )
  }
  readNext()
  for (let i = 0; i < READ_AHEAD_TICKS && state === 'reading'; i++) await null
  const isWhole = (state as string) === 'whole'
  state = 'stopped'
  return {
    whole: isWhole ? joinChunks(chunks) : undefined,
    reader: {
      read: () => results.shift() ?? reader.read(),
      cancel: (reason) => reader.cancel(reason),
    },
  }
}

function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0] as Uint8Array
  const joined = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let offset = 0
  for (const chunk of chunks) {
    joined.set(chunk, offset)
    offset += chunk.length
  }
  return joined
}

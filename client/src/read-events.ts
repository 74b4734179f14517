import { ParlanceError } from './errors.ts'
import { createSseDecoder, type SseEvent } from './sse.ts'

export type ReadOptions = {
  signal: AbortSignal
  /** Whether this event says: this is all. */
  isLast(event: SseEvent): boolean
  /** The longest silence accepted, in milliseconds. */
  timeoutMs?: number | undefined
}

/** How long a server may take to close after its last event, before it is cut off. Milliseconds. */
const closingTime = 1_000

/**
 * The events of a body, up to and with its last one. Reads no faster than they are taken, so a slow reader slows the
 * server down. Whoever stops early closes the connection. Throws the signal's reason after an abort, else ParlanceError:
 * a body without its last event has broken off.
 */
export async function * readEvents (body: ReadableStream<Uint8Array>, { signal, isLast, timeoutMs }: ReadOptions): AsyncGenerator<SseEvent, void, undefined> {
  const reader = body.getReader()
  const decode = createSseDecoder()
  const close = () => { reader.cancel().catch(() => {}) }
  signal.addEventListener('abort', close, { once: true })
  let isComplete = false
  try {
    for (;;) {
      signal.throwIfAborted()
      const bytes = await readInTime(reader, timeoutMs)
      signal.throwIfAborted()
      for (const event of decode(bytes)) {
        isComplete = isLast(event)
        yield event
        if (isComplete) return
        signal.throwIfAborted()
      }
    }
  } catch (thrown) {
    if (signal.aborted) throw signal.reason
    if (thrown instanceof ParlanceError) throw thrown
    if (thrown instanceof RangeError) throw new ParlanceError(thrown.message, { code: 'bad_response', status: 200, cause: thrown })
    throw new ParlanceError('The connection broke in the middle of the stream.', { code: 'network', status: 200, cause: thrown })
  } finally {
    signal.removeEventListener('abort', close)
    if (isComplete) void readToEnd(reader, close)
    else close()
  }
}

async function readInTime (reader: ReadableStreamDefaultReader<Uint8Array>, timeoutMs: number | undefined): Promise<Uint8Array> {
  let isLate = false
  // A cancelled reader says that it is done.
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => { isLate = true; reader.cancel().catch(() => {}) }, timeoutMs)
  const { done, value } = await reader.read().finally(() => clearTimeout(timer))
  if (isLate) throw new ParlanceError(`The server was silent for ${timeoutMs} ms in the middle of the stream.`, { code: 'timeout', status: 200 })
  if (done) throw new ParlanceError('The stream ended before the answer was complete.', { code: 'network', status: 200 })
  return value
}

/** A body that was read to its end leaves the connection fit for the next request. */
async function readToEnd (reader: ReadableStreamDefaultReader<Uint8Array>, close: () => void): Promise<void> {
  const timer = setTimeout(close, closingTime)
  try {
    while (!(await reader.read()).done);
  } catch {
    // The answer is complete all the same.
  } finally {
    clearTimeout(timer)
  }
}

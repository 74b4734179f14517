import type { Passage, Progress } from '../../core/dialect.ts'
import { asGatewayError, GatewayError } from '../../core/errors.ts'
import { frameLimit } from '../../lib/line-buffer.ts'
import { createSseFramer } from '../../lib/sse.ts'
import { createEventHold, endOfEvent } from '../event-bytes.ts'
import { frameTooLarge } from '../framing.ts'
import { numberIn, type RelayedEvent, readRelayedEvent } from './relayed-event.ts'
import { writeErrorEvent, writeFailure } from './errors.ts'
import { createEventWriter } from './event-writer.ts'
import { createResponseObject } from './response-object.ts'

/** What only an event has that ends the response. Inside a string its quotes would be escaped. */
const remarkable = /"type"\s*:\s*"(?:error|response\.(?:completed|incomplete|failed|cancelled))"|(?:^|[\r\n])event: ?error/

const nothing = Buffer.alloc(0)

/**
 * Relays OpenAI's stream of a response, byte for byte: whole events go out as the buffer that they came in. Until the first
 * meaningful one each is looked at, so that an error inside a 200 is seen in time; then only those that end the response.
 */
export function createRelay (): Passage {
  const progress: Progress = { isMeaningful: false, isFinished: false, finish: undefined, usage: undefined, error: undefined }
  const hold = createEventHold(frameLimit)
  const readEvent = createSseFramer()
  /** What an end of ours must say of the response. */
  let head = { id: 'resp_0', model: '', created: 0 }
  let number = -1
  let isClosed = false

  /** An end of ours. `isTold`: the upstream has told the error itself, and only not that the response failed. */
  const writeEnd = (error: GatewayError, isTold: boolean): string => {
    isClosed = true
    progress.error = error
    const events = createEventWriter(number + 1)
    const failed = createResponseObject({ ...head, includeUsage: true }, { status: 'failed', output: [], error: writeFailure(error) })
    return (isTold ? '' : events.write('error', writeErrorEvent(error))) + events.write('response.failed', { response: failed })
  }

  const fail = (error: GatewayError): string => isClosed ? '' : writeEnd(error, false)

  /** Takes note of an event. Returns what has to follow it. */
  const note = (event: RelayedEvent): string => {
    if (event.head !== undefined) head = { ...head, ...event.head }
    if (event.isMeaningful) progress.isMeaningful = true
    if (event.usage !== undefined) progress.usage = event.usage
    if (event.finish !== undefined) {
      progress.finish = event.finish
      progress.isFinished = true
    }
    if (event.error === undefined) return ''
    if (!event.isLast) return writeEnd(event.error, true)
    isClosed = true
    progress.error = event.error
    return ''
  }

  const examine = (bytes: Buffer): Buffer => {
    const hasReturns = bytes.includes('\r')
    for (let from = 0, to: number; from < bytes.length && !progress.isFinished; from = to) {
      to = endOfEvent(bytes, from, hasReturns)
      const frame = readEvent(bytes.subarray(from, to))[0]
      if (frame === undefined || frame.data === '' || frame.data === '[DONE]') continue
      try {
        const event = readRelayedEvent(frame)
        number = numberIn(bytes.subarray(from, to)) ?? number
        const rest = note(event)
        if (isClosed) return Buffer.concat([bytes.subarray(0, to), Buffer.from(rest)])
      } catch (thrown) {
        return Buffer.concat([bytes.subarray(0, from), Buffer.from(fail(asGatewayError(thrown)))])
      }
    }
    return bytes
  }

  return {
    progress,
    fail,
    write (chunk) {
      if (isClosed) return nothing
      let bytes: Buffer
      try {
        bytes = hold.take(chunk)
      } catch (thrown) {
        return fail(frameTooLarge(thrown))
      }
      if (bytes.length === 0 || progress.isFinished) return bytes
      if (!progress.isMeaningful || remarkable.test(bytes.toString('latin1'))) return examine(bytes)
      number = numberIn(bytes) ?? number
      return bytes
    },
    end: () => progress.isFinished ? '' : fail(new GatewayError('upstream_cut', 'The provider’s answer broke off before its end.')),
  }
}

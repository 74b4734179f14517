import type { Passage, Progress } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { frameLimit } from '../../lib/line-buffer.ts'
import { createSseFramer } from '../../lib/sse.ts'
import { createEventHold, endOfEvent } from '../event-bytes.ts'
import { frameTooLarge } from '../framing.ts'
import { noAnswer } from '../upstream-error.ts'
import { isObject, parseJson, text, type Wire } from '../wire.ts'
import { isPassedOn, readStreamError, writeStreamError } from './errors.ts'
import { messageStop } from './stream-writer.ts'
import { readUsage } from './usage.ts'

/** What only an event worth a look has: how a message begins and ends, and errors. Inside a string its quotes would be escaped. */
const remarkable = /"type"\s*:\s*"(?:message_\w+|error)"|"error"\s*:|(?:^|[\r\n])event: ?error/

const nothing = Buffer.alloc(0)

/**
 * Relays Anthropic's stream to a client of Anthropic's stream: every byte as it came. Until the first meaningful event
 * each one is looked at, so that an error inside a 200 is seen in time; then only the few that count tokens or end it.
 */
export function createRelay (): Passage {
  const progress: Progress = { isMeaningful: false, isFinished: false, finish: undefined, usage: undefined, error: undefined }
  const hold = createEventHold(frameLimit)
  const readEvent = createSseFramer()
  let isStopped = false
  let isClosed = false

  const fail = (error: GatewayError): string => {
    if (isClosed) return ''
    isClosed = true
    progress.error ??= error
    return writeStreamError(error)
  }

  const end = (): string => {
    if (isClosed) return ''
    if (!progress.isFinished) return fail(new GatewayError('upstream_cut', 'The provider’s answer broke off before its end.'))
    isClosed = true
    return isStopped ? '' : messageStop
  }

  const note = (event: Wire): void => {
    const { type, message, delta } = event
    const usage = readUsage(type === 'message_start' ? message?.usage : event['usage'])
    if (usage !== undefined) progress.usage = { ...progress.usage, ...usage }
    if (isSaying(event)) progress.isMeaningful = true
    if (type === 'message_stop') isStopped = true
    const finish = type === 'message_delta' ? text(delta?.stop_reason) : undefined
    if (finish === undefined) return
    progress.isMeaningful = progress.isFinished = true
    progress.finish ??= finish
  }

  /** What an event is replaced with; undefined to let it be. */
  const examine = (bytes: Buffer): string | undefined => {
    const frame = readEvent(bytes)[0]
    if (frame === undefined || frame.data === '' || frame.data === '[DONE]') return undefined
    const event = parseJson(frame.data)
    if (frame.event === 'error' || event?.type === 'error' || (event?.error && event.type === undefined)) {
      const error = readStreamError(event ?? frame.data)
      const written = fail(error)
      // Anthropic's own error goes out as it came in; one in other words is written in Anthropic's.
      return frame.event === 'error' && isPassedOn(error) ? undefined : written
    }
    if (!isObject(event)) return fail(noAnswer('a stream event that is not JSON'))
    note(event)
    return undefined
  }

  const examineAll = (bytes: Buffer): Buffer => {
    const hasReturns = bytes.includes('\r')
    for (let from = 0, to = 0; from < bytes.length; from = to) {
      to = endOfEvent(bytes, from, hasReturns)
      const replacement = examine(bytes.subarray(from, to))
      // After an error nothing comes.
      if (replacement !== undefined) return Buffer.concat([bytes.subarray(0, from), Buffer.from(replacement)])
      if (isClosed) return bytes.subarray(0, to)
    }
    return bytes
  }

  return {
    progress,
    end,
    fail,
    write (chunk) {
      if (isClosed) return nothing
      try {
        const bytes = hold.take(chunk)
        return bytes.length === 0 || (progress.isMeaningful && !remarkable.test(bytes.toString('latin1'))) ? bytes : examineAll(bytes)
      } catch (thrown) {
        return fail(frameTooLarge(thrown))
      }
    },
  }
}

/** Whether a person would see it: a delta, or a block that says something by being there. */
const isSaying = ({ type, content_block: block }: Wire): boolean =>
  type === 'content_block_delta' || (type === 'content_block_start' && block?.type !== 'text' && block?.type !== 'thinking')

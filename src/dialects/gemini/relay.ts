import type { ChatEvent } from '../../core/chat.ts'
import type { Passage, Progress } from '../../core/dialect.ts'
import { asGatewayError, type GatewayError } from '../../core/errors.ts'
import { frameLimit } from '../../lib/line-buffer.ts'
import { createEventHold, endOfEvent } from '../event-bytes.ts'
import { createSseFrames, frameTooLarge } from '../framing.ts'
import { createStreamReader } from './stream-reader.ts'
import { writeStreamError } from './stream-writer.ts'

const nothing = Buffer.alloc(0)

/**
 * Relays Gemini's stream to a client of Gemini's: every byte as it came, and what it says is read in passing. An error is
 * told in the house's words, for Google's would blame the client for a key that is not its own.
 */
export function createRelay (): Passage {
  const progress: Progress = { isMeaningful: false, isFinished: false, finish: undefined, usage: undefined, error: undefined }
  const hold = createEventHold(frameLimit)
  const readFrames = createSseFrames()
  const reader = createStreamReader()
  let isClosed = false

  const fail = (error: GatewayError): string => {
    if (isClosed) return ''
    isClosed = true
    progress.error ??= error
    return writeStreamError(error)
  }

  const take = (events: Iterable<ChatEvent>): void => {
    for (const event of events) note(progress, event)
  }

  const examine = (bytes: Buffer): Buffer => {
    const hasReturns = bytes.includes('\r')
    for (let from = 0, to = 0; from < bytes.length; from = to) {
      to = endOfEvent(bytes, from, hasReturns)
      for (const frame of readFrames(bytes.subarray(from, to))) take(reader.read(frame))
      if (progress.error !== undefined) return Buffer.concat([bytes.subarray(0, from), Buffer.from(fail(progress.error))])
    }
    return bytes
  }

  return {
    progress,
    fail,
    write (chunk) {
      if (isClosed) return nothing
      try {
        return examine(hold.take(chunk))
      } catch (thrown) {
        return fail(thrown instanceof RangeError ? frameTooLarge(thrown) : asGatewayError(thrown))
      }
    },
    end () {
      if (isClosed) return ''
      take(reader.end())
      // An end that says what is wrong has said it in Gemini's own words.
      if (progress.error?.kind === 'upstream_cut') return fail(progress.error)
      isClosed = true
      return ''
    },
  }
}

const note = (progress: Progress, event: ChatEvent): void => {
  switch (event.type) {
    case 'usage':
      progress.usage = { ...progress.usage, ...event.usage }
      return
    case 'error':
      progress.error ??= event.error
      return
    case 'message-end':
      progress.isMeaningful = progress.isFinished = true
      progress.finish ??= event.raw
      return
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-call-start':
      progress.isMeaningful = true
  }
}

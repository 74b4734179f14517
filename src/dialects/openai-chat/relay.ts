import type { Passage, Progress, RelayOptions } from '../../core/dialect.ts'
import { asGatewayError, GatewayError } from '../../core/errors.ts'
import { frameLimit } from '../../lib/line-buffer.ts'
import { createSseFramer } from '../../lib/sse.ts'
import { frameTooLarge } from '../framing.ts'
import { noAnswer, readInBandError } from '../upstream-error.ts'
import { isObject, parseJson } from '../wire.ts'
import { doneEvent, writeStreamError } from './errors.ts'
import { createEventHold, endOfEvent, endsInObject } from '../event-bytes.ts'
import { ChunkMender } from './mend-chunk.ts'

/**
 * What only a chunk worth a look has: a finish, usage, tool calls, an error, content in pieces, a second choice, an `event`
 * field. Inside a string its quotes would be escaped. One such test over a packet costs less than as many Buffer.indexOf.
 */
const remarkable = /"(?:finish_reason"\s*:\s*"|usage"\s*:\s*\{|tool_calls"\s*:\s*\[\s*\{|content"\s*:\s*\[|index"\s*:\s*[1-9]|error"|message"\s*:\s*")|[\r\n]e|\[DONE\]/

const letterE = 101

const isRemarkable = (bytes: Buffer): boolean => bytes[0] === letterE || !endsInObject(bytes) || remarkable.test(bytes.toString('latin1'))

const search = new RegExp(remarkable.source, 'g')

/** Where the next event begins that wants a look, from an event's beginning on. Only for bytes without a CR. */
const nextRemarkable = (bytes: Buffer, text: string, from: number): number => {
  search.lastIndex = from
  const at = search.exec(text)?.index ?? (endsInObject(bytes) ? bytes.length : text.trimEnd().length - 1)
  if (at === bytes.length) return at
  const blank = text.lastIndexOf('\n\n', at)
  return blank < from ? from : blank + 2
}

const nothing = Buffer.alloc(0)

/**
 * Relays OpenAI's stream to a client of OpenAI's stream. The hot path of the house: bytes that are whole events go out as
 * the buffer they came in; only packets with something remarkable are cut into events, and only events that break a rule
 * are written anew. Until the first meaningful one each event is looked at, so that an error inside a 200 is seen in time.
 */
export function createRelay ({ includeUsage }: RelayOptions): Passage {
  const progress: Progress = { isMeaningful: false, isFinished: false, finish: undefined, usage: undefined, error: undefined }
  const hold = createEventHold(frameLimit)
  const mender = new ChunkMender(progress, includeUsage)
  const readEvent = createSseFramer()
  let isClosed = false

  const fail = (error: GatewayError): string => {
    if (isClosed) return ''
    isClosed = true
    progress.error ??= error
    return writeStreamError(error) + doneEvent
  }

  const end = (): string => {
    if (isClosed) return ''
    if (!progress.isFinished) return fail(new GatewayError('upstream_cut', 'The provider’s answer broke off before its end.'))
    isClosed = true
    return mender.writeUsage() + doneEvent
  }

  /** What an event is replaced with; undefined to let it be. */
  const examine = (event: Buffer): string | undefined => {
    const frame = readEvent(event)[0]
    if (frame === undefined || frame.data === '') return undefined
    if (frame.data === '[DONE]') {
      const closing = end()
      return closing === doneEvent ? undefined : closing
    }
    const chunk = parseJson(frame.data)
    if (frame.event === 'error') return fail(readInBandError(chunk ?? frame.data))
    if (!isObject(chunk)) return fail(noAnswer('a stream event that is not JSON'))
    try {
      const verdict = mender.mend(chunk)
      if (verdict === 'keep') return undefined
      return verdict === 'drop' ? '' : `data: ${JSON.stringify(chunk)}\n\n`
    } catch (thrown) {
      return fail(asGatewayError(thrown))
    }
  }

  const examineAll = (bytes: Buffer): Buffer => {
    const written: Buffer[] = []
    const hasReturns = bytes.includes('\r')
    const text = bytes.toString('latin1')
    let kept = 0
    let to = 0
    for (let from = 0; from < bytes.length; from = to) {
      if (isClosed) break
      const mayRun = progress.isMeaningful && !mender.isOdd
      if (mayRun && !hasReturns) from = nextRemarkable(bytes, text, from)
      if (from === bytes.length) {
        to = from
        break
      }
      to = endOfEvent(bytes, from, hasReturns)
      const event = bytes.subarray(from, to)
      if (mayRun && hasReturns && !isRemarkable(event)) continue
      const replacement = examine(event)
      if (replacement === undefined) continue
      if (from > kept) written.push(bytes.subarray(kept, from))
      if (replacement !== '') written.push(Buffer.from(replacement))
      kept = to
    }
    // After its end a stream has nothing more to say; `to` is where it ended.
    if (kept === 0) return to === bytes.length ? bytes : bytes.subarray(0, to)
    if (kept < to) written.push(bytes.subarray(kept, to))
    return written.length === 1 ? written[0]! : Buffer.concat(written)
  }

  return {
    progress,
    end,
    fail,
    write (chunk) {
      if (isClosed) return nothing
      let bytes: Buffer
      try {
        bytes = hold.take(chunk)
      } catch (thrown) {
        return fail(frameTooLarge(thrown))
      }
      if (bytes.length === 0) return nothing
      return progress.isMeaningful && !mender.isOdd && !isRemarkable(bytes) ? bytes : examineAll(bytes)
    },
  }
}

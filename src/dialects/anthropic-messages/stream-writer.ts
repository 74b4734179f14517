import type { ChatEvent, Usage } from '../../core/chat.ts'
import type { AnswerContext, StreamWriter } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { isObject, type Wire } from '../wire.ts'
import { createBlockWriter } from './block-writer.ts'
import { writeStreamError } from './errors.ts'
import { writeFinish } from './finish.ts'
import { wireTypeOf } from './id.ts'
import { writeUsage } from './usage.ts'

/** The last event of every good stream; without it Anthropic's clients take the answer for broken. */
export const messageStop = 'event: message_stop\ndata: {"type":"message_stop"}\n\n'

const writeEvent = (data: Wire): string => `event: ${data['type']}\ndata: ${JSON.stringify(data)}\n\n`

/**
 * Writes Anthropic's stream: a beginning, one block after the other, and an end that comes last, when usage is known,
 * and is never polite by accident. Of several answers, for which the wire has no place, the first.
 */
export function createStreamWriter ({ id, model, requestId }: AnswerContext): StreamWriter {
  const blocks = createBlockWriter()
  let usage: Partial<Usage> = {}
  let ending: Extract<ChatEvent, { type: 'message-end' }> | undefined
  /** What Anthropic itself told at the end besides. */
  let more: Wire = {}
  let isStarted = false
  let isOver = false

  const begin = (): string => {
    if (isStarted) return ''
    isStarted = true
    return writeEvent({ type: 'message_start', message: { id, type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null, usage: writeUsage(usage) } })
  }

  const fail = (error: GatewayError): string => {
    isOver = true
    return writeStreamError(error, requestId)
  }

  const write = (event: ChatEvent): string => {
    switch (event.type) {
      case 'message-start':
        return ''
      case 'usage':
        usage = { ...usage, ...event.usage }
        return ''
      case 'message-end':
        if (event.reason === 'error') return fail(new GatewayError('upstream_failed', 'The provider ended its answer with an error.'))
        ending ??= event
        return ''
      case 'error':
        return fail(event.error)
      case 'extra': {
        const type = wireTypeOf(event.name)
        if (type === undefined || !isObject(event.data)) return ''
        if (type.startsWith('event.')) return begin() + writeEvent(event.data)
        if (type !== 'message_delta') return begin() + blocks.write(event)
        more = event.data
        return ''
      }
      default:
        return ending === undefined ? begin() + blocks.write(event) : ''
    }
  }

  const end = ({ reason, raw, stopSequence }: NonNullable<typeof ending>): string => {
    const said = begin() + blocks.finish()
    const delta = { ...more['delta'], stop_reason: writeFinish({ reason, raw, ...(stopSequence !== undefined && { stopSequence }) }, blocks.held), stop_sequence: stopSequence ?? null }
    return said + writeEvent({ ...more, type: 'message_delta', delta, usage: writeUsage(usage) }) + messageStop
  }

  return {
    write: event => isOver || ('choice' in event && (event.choice ?? 0) > 0) ? '' : write(event),
    end () {
      if (isOver) return ''
      if (ending === undefined) return fail(new GatewayError('upstream_cut', 'The answer broke off before its end.'))
      isOver = true
      return end(ending)
    },
  }
}

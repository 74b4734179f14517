import type { ChatEvent } from '../../core/chat.ts'
import type { StreamReader } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { noAnswer } from '../upstream-error.ts'
import { isObject, others, parseJson, text, type Wire } from '../wire.ts'
import { createBlockReader } from './block-reader.ts'
import { readStreamError } from './errors.ts'
import { readFinish } from './finish.ts'
import { extraName } from './id.ts'
import { readUsage } from './usage.ts'

const nothing: readonly ChatEvent[] = []
const knownFields = new Set(['type', 'delta', 'usage'])
const knownDeltaFields = new Set(['stop_reason', 'stop_sequence'])

/** Whether the end tells more than why and how much: the container, the details of a refusal. */
const saysMore = (event: Wire): boolean =>
  others(event, knownFields) !== undefined || (isObject(event['delta']) && others(event['delta'], knownDeltaFields) !== undefined)

/** Reads Anthropic's stream, and those of servers that imitate it. */
export function createStreamReader (): StreamReader {
  const blocks = createBlockReader()
  let isFinished = false
  let isOver = false

  const fail = (error: GatewayError): readonly ChatEvent[] => {
    isOver = true
    return [{ type: 'error', error }]
  }

  const start = (message: Wire, events: ChatEvent[]): void => {
    events.push({ type: 'message-start', id: text(message['id']) ?? '', model: text(message['model']) ?? '' })
    count(message['usage'], events)
  }

  const count = (wire: unknown, events: ChatEvent[]): void => {
    const usage = readUsage(wire)
    if (usage !== undefined) events.push({ type: 'usage', usage })
  }

  const finish = (delta: Wire, events: ChatEvent[]): void => {
    const raw = text(delta['stop_reason'])
    if (raw === undefined || isFinished) return
    isFinished = true
    blocks.close(events)
    const stopSequence = text(delta['stop_sequence'])
    events.push({ type: 'message-end', reason: readFinish(raw), raw, ...(stopSequence !== undefined && { stopSequence }) })
  }

  const readEvent = (event: Wire, events: ChatEvent[]): readonly ChatEvent[] => {
    switch (event['type']) {
      case 'message_start':
        if (isObject(event['message'])) start(event['message'], events)
        return events
      case 'content_block_start':
        if (event['content_block']?.type === 'tool_use' && text(event['content_block'].name) === undefined) return fail(noAnswer('with a tool call that has no name'))
        blocks.start(event, events)
        return events
      case 'content_block_delta':
        blocks.delta(event, events)
        return events
      case 'content_block_stop':
        blocks.stop(event, events)
        return events
      case 'message_delta':
        count(event['usage'], events)
        if (saysMore(event)) events.push({ type: 'extra', name: extraName('message_delta'), data: event })
        if (isObject(event['delta'])) finish(event['delta'], events)
        return events
      case 'message_stop':
      case 'ping':
        return nothing
      default:
        events.push({ type: 'extra', name: extraName(`event.${event['type']}`), data: event })
        return events
    }
  }

  return {
    read ({ event: name, data }) {
      if (isOver || data === '' || data === '[DONE]') return nothing
      const event = parseJson(data)
      // llama.cpp's Anthropic route tells its errors in OpenAI's envelope, without a type.
      if (name === 'error' || event?.type === 'error' || (event?.error && event.type === undefined)) return fail(readStreamError(event ?? data))
      if (!isObject(event)) return fail(noAnswer('a stream event that is not JSON'))
      return readEvent(event, [])
    },
    end () {
      if (isOver || isFinished) return nothing
      return fail(new GatewayError('upstream_cut', 'The provider’s answer broke off before its end.'))
    },
  }
}

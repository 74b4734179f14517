import type { ChatEvent } from '../../core/chat.ts'
import type { StreamReader } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { syntheticCallId } from '../call-id.ts'
import { noAnswer, readInBandError } from '../upstream-error.ts'
import { isObject, jsonText, list, others, parseJson, text, type Wire } from '../wire.ts'
import { readFinish } from './finish.ts'
import { knownLineFields, readCreated } from './response.ts'
import { readUsage } from './usage.ts'

const nothing: readonly ChatEvent[] = []

/** Reads Ollama's stream: a line for each piece of text, whole calls, and a last line with `done`. */
export function createStreamReader (): StreamReader {
  let isStarted = false
  let isFinished = false
  let isOver = false
  let parts = 0
  let calls = 0
  let textIndex = -1
  let reasoningIndex = -1

  const fail = (error: GatewayError, events: ChatEvent[] = []): readonly ChatEvent[] => {
    isOver = true
    events.push({ type: 'error', error })
    return events
  }

  const readMessage = (message: Wire, logprobs: unknown, events: ChatEvent[]): void => {
    if (text(message['thinking']) !== undefined) {
      if (reasoningIndex < 0) reasoningIndex = parts++
      events.push({ type: 'reasoning-delta', index: reasoningIndex, text: message['thinking'] })
    }
    if (text(message['content']) !== undefined) {
      if (textIndex < 0) textIndex = parts++
      events.push({ type: 'text-delta', index: textIndex, text: message['content'], ...(Array.isArray(logprobs) && { logprobs: { content: logprobs } }) })
    }
    for (const call of list(message['tool_calls'])) {
      if (!isObject(call?.function)) continue
      const index = calls++
      parts++
      events.push({ type: 'tool-call-start', index, id: text(call.id) ?? syntheticCallId(), name: text(call.function.name) ?? '' })
      events.push({ type: 'tool-call-delta', index, json: jsonText(call.function.arguments ?? {}) })
    }
  }

  const finish = (line: Wire, events: ChatEvent[]): readonly ChatEvent[] => {
    const raw = text(line['done_reason'])
    const reason = readFinish(raw, calls > 0)
    if (reason === 'error') return fail(new GatewayError('upstream_failed', 'The provider ended its answer with an error.', { upstream: { code: 'error' } }), events)
    isFinished = true
    events.push({ type: 'message-end', reason, raw })
    const usage = readUsage(line)
    if (usage !== undefined) events.push({ type: 'usage', usage })
    const extra = others(line, knownLineFields)
    for (const name in extra) events.push({ type: 'extra', name, data: extra[name] })
    return events
  }

  return {
    read ({ data }) {
      if (isOver || isFinished) return nothing
      const line = parseJson(data)
      if (!isObject(line)) return fail(noAnswer('a line that is not JSON'))
      if (line['error']) return fail(readInBandError(line))
      const events: ChatEvent[] = []
      if (!isStarted) {
        isStarted = true
        events.push({ type: 'message-start', id: '', model: text(line['model']) ?? '', ...readCreated(line) })
      }
      if (isObject(line['message'])) {
        readMessage(line['message'], line['logprobs'], events)
        if (events.some(event => event.type === 'tool-call-start' && event.name === '')) return fail(noAnswer('with a tool call that has no name'))
      }
      return line['done'] === true ? finish(line, events) : events
    },
    end () {
      if (isOver || isFinished) return nothing
      return fail(new GatewayError('upstream_cut', 'The provider’s answer broke off before its end.'))
    },
  }
}

import type { ChatEvent } from '../../core/chat.ts'
import type { StreamReader } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { noAnswer, readInBandError } from '../upstream-error.ts'
import { count, isObject, list, parseJson, text, type Wire } from '../wire.ts'
import { ChoiceReader } from './choice-reader.ts'
import { ExtrasReader } from './stream-extras.ts'
import { usageOf } from './usage.ts'

const nothing: readonly ChatEvent[] = []

/** Reads OpenAI's stream and its relatives'. On the token path: one JSON.parse and one small array an event. */
export function createStreamReader (): StreamReader {
  const choices = new Map<number, ChoiceReader>()
  const extras = new ExtrasReader()
  let isStarted = false
  let isOver = false

  const start = (chunk: Wire, events: ChatEvent[]): void => {
    isStarted = true
    const created = count(chunk['created'])
    events.push({ type: 'message-start', id: text(chunk['id']) ?? '', model: text(chunk['model']) ?? '', ...(created !== undefined && { created }) })
  }

  const fail = (error: GatewayError, events: ChatEvent[]): ChatEvent[] => {
    isOver = true
    events.push({ type: 'error', error })
    return events
  }

  const readChunk = (chunk: Wire, events: ChatEvent[]): ChatEvent[] => {
    const wireChoices = list(chunk['choices'])
    // Azure opens with a chunk about the prompt that has neither an id nor choices.
    if (!isStarted && (wireChoices.length > 0 || text(chunk['id']) !== undefined)) start(chunk, events)
    extras.read(chunk, events)
    for (let at = 0; at < wireChoices.length; at++) {
      const wire = wireChoices[at]
      if (!isObject(wire)) continue
      if (wire['error']) return fail(readInBandError(wire), events)
      const index = count(wire['index']) ?? at
      let choice = choices.get(index)
      if (choice === undefined) choices.set(index, choice = new ChoiceReader(index))
      const error = choice.read(wire, events)
      if (error !== undefined) return fail(error, events)
    }
    const usage = usageOf(chunk)
    if (usage !== undefined) events.push({ type: 'usage', usage })
    return events
  }

  const end = (): readonly ChatEvent[] => {
    if (isOver) return nothing
    isOver = true
    const isFinished = choices.size > 0 && [...choices.values()].every(choice => choice.isFinished)
    return isFinished ? nothing : [{ type: 'error', error: new GatewayError('upstream_cut', 'The provider’s answer broke off before its end.') }]
  }

  return {
    end,
    read ({ event, data }) {
      if (isOver || data === '') return nothing
      if (data === '[DONE]') return end()
      const chunk = parseJson(data)
      if (event === 'error') return fail(readInBandError(chunk ?? data), [])
      if (!isObject(chunk)) return fail(noAnswer('a stream event that is not JSON'), [])
      if (chunk['error']) {
        // What was used until then is said beside the error.
        const usage = usageOf(chunk)
        return fail(readInBandError(chunk), usage === undefined ? [] : [{ type: 'usage', usage }])
      }
      if (chunk['object'] === 'error') return fail(readInBandError(chunk), [])
      return readChunk(chunk, [])
    },
  }
}

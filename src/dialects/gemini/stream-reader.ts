import type { ChatEvent } from '../../core/chat.ts'
import type { StreamReader } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { readGoogleInBandError } from '../google-error.ts'
import { noAnswer } from '../upstream-error.ts'
import { count, isObject, list, parseJson, text, type Wire } from '../wire.ts'
import { CandidateReader } from './candidate-reader.ts'
import { blockedPrompt, blockReasonOf } from './errors.ts'
import { createFieldTeller, readAnswerFields } from './own-fields.ts'
import { readUsage } from './usage.ts'

const nothing: readonly ChatEvent[] = []

/** Reads Gemini's stream: each event is an answer of its own, with what is new. On the token path: one JSON.parse and one small array an event. */
export function createStreamReader (): StreamReader {
  const candidates = new Map<number, CandidateReader>()
  const tellFields = createFieldTeller()
  let blocked: string | undefined
  let isStarted = false
  let isOver = false

  const fail = (error: GatewayError, events: ChatEvent[]): readonly ChatEvent[] => {
    isOver = true
    events.push({ type: 'error', error })
    return events
  }

  const readChunk = (chunk: Wire): readonly ChatEvent[] => {
    const events: ChatEvent[] = []
    if (!isStarted) {
      isStarted = true
      events.push({ type: 'message-start', id: text(chunk['responseId']) ?? '', model: text(chunk['modelVersion']) ?? '' })
    }
    const usage = readUsage(chunk['usageMetadata'])
    if (usage !== undefined) events.push({ type: 'usage', usage })
    tellFields(readAnswerFields(chunk), events)
    for (const [at, wire] of list(chunk['candidates']).entries()) {
      if (!isObject(wire)) continue
      const index = count(wire['index']) ?? at
      let candidate = candidates.get(index)
      if (candidate === undefined) candidates.set(index, candidate = new CandidateReader(index))
      const error = candidate.read(wire, events)
      if (error !== undefined) return fail(error, events)
    }
    blocked ??= blockReasonOf(chunk)
    return events
  }

  const end = (): readonly ChatEvent[] => {
    isOver = true
    const events: ChatEvent[] = []
    if (candidates.size === 0 && blocked !== undefined) return fail(blockedPrompt(blocked), events)
    const all = [...candidates.values()]
    if (all.length === 0 || !all.every(({ isFinished }) => isFinished)) {
      // What is blocked while the model speaks ends it.
      if (blocked !== undefined) return [...candidates.keys()].map(choice => ({ type: 'message-end', reason: 'content-filter', raw: blocked, choice }))
      return fail(new GatewayError('upstream_cut', 'The provider’s answer broke off before its end.'), events)
    }
    for (const candidate of all) {
      const error = candidate.end(events)
      if (error !== undefined) return fail(error, events)
    }
    return events
  }

  return {
    end: () => isOver ? nothing : end(),
    read ({ event, data }) {
      if (isOver || data === '' || data === '[DONE]') return nothing
      const chunk = parseJson(data)
      if (event === 'error' || (isObject(chunk) && chunk['error'])) return fail(readGoogleInBandError(isObject(chunk) ? chunk : { error: data }), [])
      return isObject(chunk) ? readChunk(chunk) : fail(noAnswer('a stream event that is not JSON'), [])
    },
  }
}

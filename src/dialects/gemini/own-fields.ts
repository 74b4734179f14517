import type { ChatEvent } from '../../core/chat.ts'
import { others, type Wire } from '../wire.ts'
import { extraName, wireNameOf } from './id.ts'

/** Of an answer: what has a slot of its own. */
const answerFields: ReadonlySet<string> = new Set(['candidates', 'usageMetadata', 'modelVersion', 'responseId'])
const candidateFields: ReadonlySet<string> = new Set(['content', 'finishReason', 'index', 'logprobsResult'])

type Fields = Record<string, unknown> | undefined

const named = (fields: Fields): Fields =>
  fields && Object.fromEntries(Object.entries(fields).map(([name, value]) => [extraName(name), value]))

/** What Gemini says beside an answer and its candidates (what it found, how safe it is), under names that say whose it is. */
export const readAnswerFields = (answer: Wire): Fields => named(others(answer, answerFields))
export const readCandidateFields = (candidate: Wire): Fields => named(others(candidate, candidateFields))

/** Those fields again, of an answer that came from Gemini. */
export const writeOwnFields = (extra: Record<string, unknown> = {}): Wire =>
  Object.fromEntries(Object.entries(extra).flatMap(([name, value]) => {
    const wireName = wireNameOf(name)
    return wireName === undefined ? [] : [[wireName, value]]
  }))

/** Tells those fields of a stream. Most come with every piece: they are told when they change. */
export function createFieldTeller () {
  const told = new Map<string, string>()
  return (fields: Fields, events: ChatEvent[], mark: { choice?: number } = {}): void => {
    for (const name in fields) {
      const json = JSON.stringify(fields[name])
      if (told.get(name) === json) continue
      told.set(name, json)
      events.push({ type: 'extra', name, data: fields[name], ...mark })
    }
  }
}

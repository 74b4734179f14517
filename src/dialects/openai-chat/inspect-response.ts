import type { InspectedResponse } from '../../core/dialect.ts'
import { createId } from '../../lib/ids.ts'
import { count, isObject, text, type Wire } from '../wire.ts'
import { createCallTracker } from './call-tracker.ts'
import { isWireFinish, readFinish, writeFinish } from './finish.ts'
import { mendCalls } from './mend-calls.ts'
import { flattenContent } from './mend-choice.ts'
import { assertAnswered, readChoices } from './response.ts'
import { usageOf } from './usage.ts'

/**
 * Reads a whole relayed answer in passing, and mends what breaks a rule of OpenAI's clients. Throws like readResponse.
 * On the path of every plain call: it looks at what may be wrong and builds nothing.
 */
export function inspectResponse (body: Wire): InspectedResponse {
  const choices = readChoices(body)
  for (const choice of choices) assertAnswered(text(choice['finish_reason']))
  const finish = text(choices[0]?.['finish_reason'])
  const usage = usageOf(body)
  return { usage, finish, body: mendAnswer(body, choices) ? body : undefined }
}

const kind = 'chat.completion'

const mendAnswer = (body: Wire, choices: Wire[]): boolean => {
  let isChanged = mendEnvelope(body)
  for (const [at, choice] of choices.entries()) if (mendChoice(choice, at)) isChanged = true
  return isChanged
}

const mendEnvelope = (body: Wire): boolean => {
  const id = text(body['id']) ?? createId('chatcmpl').replace('_', '-')
  const created = count(body['created']) ?? Math.floor(Date.now() / 1000)
  if (body['object'] === kind && body['id'] === id && body['created'] === created) return false
  Object.assign(body, { id, object: kind, created })
  return true
}

const mendChoice = (choice: Wire, at: number): boolean => {
  let isChanged = false
  if (count(choice['index']) === undefined) {
    choice['index'] = at
    isChanged = true
  }
  if (!isObject(choice['message'])) {
    choice['message'] = { role: 'assistant', content: text(choice['text']) ?? null, refusal: null }
    isChanged = true
  }
  const { message } = choice
  if (message['role'] !== 'assistant' || message['content'] === undefined) {
    Object.assign(message, { role: 'assistant', content: message['content'] ?? null })
    isChanged = true
  }
  if (Array.isArray(message['content'])) {
    flattenContent(message)
    isChanged = true
  }
  if (Array.isArray(message['tool_calls']) && mendWholeCalls(message['tool_calls'])) isChanged = true
  const raw = text(choice['finish_reason'])
  if (isWireFinish(raw)) return isChanged
  const finish = raw === undefined ? (message['tool_calls']?.length > 0 ? 'tool-calls' : 'stop') : readFinish(raw)
  if (raw !== undefined) choice['native_finish_reason'] ??= raw
  choice['finish_reason'] = writeFinish(finish)
  return true
}

/** Whole calls need no index, but an id, a type and arguments that are text. */
const mendWholeCalls = (calls: Wire[]): boolean => {
  const hadIndex = calls.map(call => isObject(call) && Object.hasOwn(call, 'index'))
  let isChanged = false
  for (const [at, call] of calls.entries()) {
    if (!isObject(call)) continue
    const before = JSON.stringify(call)
    mendCalls([call], createCallTracker())
    if (hadIndex[at]) call['index'] = at
    else delete call['index']
    if (JSON.stringify(call) !== before) isChanged = true
  }
  return isChanged
}

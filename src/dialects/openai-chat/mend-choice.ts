import type { FinishReason } from '../../core/chat.ts'
import { isObject, text, type Wire } from '../wire.ts'
import { createCallTracker, type CallTracker } from './call-tracker.ts'
import { readContentChunks } from './content.ts'
import { isWireFinish, readFinish, writeFinish } from './finish.ts'
import { mendCalls } from './mend-calls.ts'

/** What is known of one choice of a stream. */
export type ChoiceState = {
  hasRole: boolean
  isFinished: boolean
  /** Something that a person would see has come. */
  isMeaningful: boolean
  finish: FinishReason | undefined
  calls: CallTracker | undefined
}

/** Mends one choice of a chunk in place and notes what it says. True when something was changed. */
export function mendChoice (choice: Wire, state: ChoiceState): boolean {
  let isChanged = false
  if (!isObject(choice['delta'])) {
    choice['delta'] = isObject(choice['message']) && !state.isMeaningful ? choice['message'] : typeof choice['text'] === 'string' ? { content: choice['text'] } : {}
    isChanged = true
  }
  if (mendDelta(choice['delta'], state)) isChanged = true
  if (mendFinish(choice, state)) isChanged = true
  return isChanged
}

const mendDelta = (delta: Wire, state: ChoiceState): boolean => {
  let isChanged = false
  if (Array.isArray(delta['content'])) {
    flattenContent(delta)
    isChanged = true
  }
  const { role } = delta
  if (!state.hasRole ? role !== 'assistant' : role !== undefined && role !== null && role !== '' && role !== 'assistant') {
    delta['role'] = 'assistant'
    isChanged = true
  }
  state.hasRole = true
  const { tool_calls: calls } = delta
  if (Array.isArray(calls) && calls.length > 0 && mendCalls(calls, state.calls ??= createCallTracker())) isChanged = true
  state.isMeaningful ||= saysSomething(delta)
  return isChanged
}

/** Content as a list (Mistral) becomes what every client can read. */
export const flattenContent = (message: Wire): void => {
  const chunks = readContentChunks(message['content'])
  message['content'] = chunks.text
  if (chunks.reasoning !== '') message['reasoning_content'] = chunks.reasoning
  if (chunks.rest.length > 0) message['content_parts'] = chunks.rest
}

const mendFinish = (choice: Wire, state: ChoiceState): boolean => {
  const raw = choice['finish_reason']
  if (typeof raw !== 'string') return false
  if (state.isFinished || raw === '') {
    choice['finish_reason'] = null
    return true
  }
  state.isFinished = state.isMeaningful = true
  state.finish = readFinish(raw)
  if (isWireFinish(raw)) return false
  choice['native_finish_reason'] ??= raw
  choice['finish_reason'] = writeFinish(state.finish)
  return true
}

const saysSomething = (delta: Wire): boolean =>
  text(delta['content']) !== undefined ||
  text(delta['reasoning_content']) !== undefined ||
  text(delta['reasoning']) !== undefined ||
  text(delta['refusal']) !== undefined ||
  (Array.isArray(delta['tool_calls']) && delta['tool_calls'].length > 0) ||
  isObject(delta['function_call']) ||
  isObject(delta['audio']) ||
  (Array.isArray(delta['images']) && delta['images'].length > 0)

// What events or a whole answer say, in the words of the fixtures.
import type { ChatEvent, ChatResponse, FinishReason, Usage } from '../../src/core/chat.ts'
import type { GatewayError } from '../../src/core/errors.ts'
import type { ToldChoice } from '../helpers/wire-rules.ts'

export type Told = { choices: ToldChoice[]; usage: Partial<Usage> | undefined; error: GatewayError | undefined; stopSequence: string | undefined; problems: string[] }

const blank = (): ToldChoice => ({ text: '', reasoning: '', refusal: '', tool_calls: [], finish_reason: undefined, logprobs: 0 })

const wireFinish: Record<FinishReason, string> = { stop: 'stop', length: 'length', 'tool-calls': 'tool_calls', 'content-filter': 'content_filter', error: 'error', other: 'other' }

/** Puts events together, and notes where they break the vocabulary's own rules. */
export function tell (events: Iterable<ChatEvent>): Told {
  const told: Told = { choices: [], usage: undefined, error: undefined, stopSequence: undefined, problems: [] }
  let isStarted = false
  for (const event of events) {
    if (told.error !== undefined) told.problems.push(`${event.type} after an error`)
    if (event.type === 'message-start') {
      if (isStarted) told.problems.push('message-start twice')
      isStarted = true
    } else if (event.type === 'usage') told.usage = { ...told.usage, ...event.usage }
    else if (event.type === 'error') told.error = event.error
    else if (event.type !== 'extra') {
      if (!isStarted) told.problems.push(`${event.type} before message-start`)
      tellChoice(event, told.choices[event.choice ?? 0] ??= blank(), told)
    }
  }
  return told
}

type ChoiceEvent = Exclude<ChatEvent, { type: 'message-start' | 'usage' | 'error' | 'extra' }>

const tellChoice = (event: ChoiceEvent, choice: ToldChoice, told: Told): void => {
  if (choice.finish_reason !== undefined) told.problems.push(`${event.type} after message-end`)
  switch (event.type) {
    case 'text-delta':
      choice.text += event.text
      if (event.logprobs) choice.logprobs++
      return
    case 'reasoning-delta':
      choice.reasoning += event.text
      if (event.signature !== undefined) choice.signature = event.signature
      if (event.redacted !== undefined) choice.redacted = event.redacted
      return
    case 'refusal-delta':
      choice.refusal += event.text
      return
    case 'tool-call-start':
      if (event.index !== choice.tool_calls.length || event.id === '') told.problems.push('calls are not in order, or have no id')
      choice.tool_calls.push({ id: event.id, name: event.name, json: '' })
      return
    case 'tool-call-delta': {
      const call = choice.tool_calls[event.index]
      if (call === undefined) told.problems.push('tool-call-delta before tool-call-start')
      else call.json += event.json
      return
    }
    case 'message-end':
      choice.finish_reason = wireFinish[event.reason]
      told.stopSequence = event.stopSequence
  }
}

/** A whole answer in the same form. */
export function tellResponse (response: ChatResponse): Told {
  const choices = response.choices.map(({ parts, finish, logprobs }): ToldChoice => {
    const choice = { ...blank(), finish_reason: wireFinish[finish], logprobs: logprobs === undefined ? 0 : 1 }
    for (const part of parts) {
      if (part.type === 'text') choice.text += part.text
      if (part.type === 'refusal') choice.refusal += part.text
      if (part.type === 'tool-call') choice.tool_calls.push({ id: part.id, name: part.name, json: part.arguments })
      if (part.type !== 'reasoning') continue
      choice.reasoning += part.text
      if (part.signature !== undefined) choice.signature = part.signature
      if (part.redacted !== undefined) choice.redacted = part.redacted
    }
    return choice
  })
  return { choices, usage: response.usage, error: undefined, stopSequence: response.choices[0]?.stopSequence, problems: [] }
}

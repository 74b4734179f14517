// What a client makes of Anthropic's message and of its errors.
import type { ToldChoice } from '../wire-rules.ts'
import { blankChoice, createRule, isCount, type Door, type Told } from './door.ts'

const finishes: Record<string, string> = { end_turn: 'stop', stop_sequence: 'stop', pause_turn: 'stop', max_tokens: 'length', model_context_window_exceeded: 'length', tool_use: 'tool_calls', refusal: 'content_filter' }

/** Numbers as OpenAI counts them. */
const tokensOf = (usage: any) => {
  const cached = usage.cache_read_input_tokens ?? 0
  const written = usage.cache_creation_input_tokens ?? 0
  return { prompt: (usage.input_tokens ?? 0) + cached + written, completion: usage.output_tokens, cached, written, reasoning: usage.output_tokens_details?.thinking_tokens ?? 0 }
}

/** Blocks put together, in the words of the expectations. */
export const readMessage = ({ content, stop_reason: reason, stop_sequence: sequence, usage }: any, problems: string[]): Told => {
  const rule = createRule(problems)
  const choice: ToldChoice = { ...blankChoice(), finish_reason: finishes[reason] }
  let ofCall: string | undefined
  for (const block of content) {
    if (block.type === 'text') choice.text += block.text
    if (block.type === 'thinking') {
      choice.reasoning += block.thinking
      rule(typeof block.signature === 'string', 'thinking has a signature, be it empty')
      // Gemini signs calls; the proof stands in a block before the call.
      if (block.signature?.startsWith('gemini-call#')) ofCall = block.signature.slice('gemini-call#'.length)
      else if (block.signature) choice.signature = block.signature
    }
    if (block.type === 'redacted_thinking') choice.redacted = block.data
    if (block.type !== 'tool_use') continue
    rule(typeof block.input === 'object' && block.input !== null && !Array.isArray(block.input), 'the input of a tool is an object')
    rule(typeof block.id === 'string' && block.id !== '' && typeof block.name === 'string' && block.name !== '', 'a tool call has an id and a name')
    choice.tool_calls.push({ id: block.id, name: block.name, json: JSON.stringify(block.input), ...ofCall !== undefined && { signature: ofCall } })
    ofCall = undefined
  }
  rule(reason === null || finishes[reason] !== undefined, 'the stop reason is one that Anthropic has')
  rule(isCount(usage?.input_tokens) && isCount(usage?.output_tokens), 'usage has input and output tokens')
  return { choices: [choice], tokens: tokensOf(usage ?? {}), error: undefined, ending: reason ?? undefined, ...typeof sequence === 'string' && { stopSequence: sequence }, problems }
}

/** https://platform.claude.com/docs/en/api/errors */
const types = ['invalid_request_error', 'authentication_error', 'billing_error', 'permission_error', 'not_found_error', 'conflict_error', 'request_too_large', 'rate_limit_error', 'timeout_error', 'api_error', 'overloaded_error']

export const readError: Door['readError'] = (body, problems) => {
  const { type, message } = body.error ?? {}
  createRule(problems)(body.type === 'error' && typeof message === 'string' && message !== '' && types.includes(type), 'an error is in Anthropic’s envelope and words')
  return { message, type, requestId: body.request_id, body: body.error }
}

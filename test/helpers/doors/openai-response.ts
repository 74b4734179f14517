// What a client makes of OpenAI's response object and of its errors.
import type { ToldChoice } from '../wire-rules.ts'
import { blankChoice, createRule, isCount, type Door, type Told } from './door.ts'

const reasons: Record<string, string> = { max_output_tokens: 'length', content_filter: 'content_filter' }

const finishOf = ({ status, incomplete_details: details, output }: any): string | undefined => {
  if (status === 'incomplete') return reasons[details?.reason]
  if (status !== 'completed') return undefined
  return output.some(({ type }: any) => type === 'function_call') ? 'tool_calls' : 'stop'
}

const tokensOf = (usage: any) => usage && {
  prompt: usage.input_tokens,
  completion: usage.output_tokens,
  cached: usage.input_tokens_details?.cached_tokens ?? 0,
  written: usage.input_tokens_details?.cache_write_tokens ?? 0,
  reasoning: usage.output_tokens_details?.reasoning_tokens ?? 0,
}

/** A whole response, in the words of the expectations. */
export function readResponse (response: any, problems: string[]): Told {
  const rule = createRule(problems)
  const { id, object, created_at: created, status, output, usage } = response
  rule(/^resp_/.test(id) && object === 'response' && isCount(created) && typeof response.model === 'string', 'a response has id, object, created_at and model')
  rule(['completed', 'incomplete', 'failed'].includes(status), 'a response has a status')
  rule(status !== 'incomplete' || reasons[response.incomplete_details?.reason] !== undefined, 'what is incomplete says why')
  rule(Array.isArray(output), 'a response has output')
  const choice: ToldChoice = { ...blankChoice(), finish_reason: finishOf(response) }
  const ids = new Set()
  for (const item of output) {
    rule(typeof item.id === 'string' && item.id !== '' && !ids.has(item.id), 'every item has an id of its own')
    ids.add(item.id)
    readItem(item, choice, rule)
  }
  if (usage) rule([usage.input_tokens, usage.output_tokens, usage.total_tokens, usage.input_tokens_details?.cached_tokens, usage.output_tokens_details?.reasoning_tokens].every(isCount), 'usage is counted, with its details')
  const ending = response.incomplete_details?.reason ?? status
  return { choices: [choice], tokens: tokensOf(usage), error: status === 'failed' ? readResponseError(response, problems) : undefined, ending, problems }
}

const readItem = (item: any, choice: ToldChoice, rule: ReturnType<typeof createRule>): void => {
  switch (item.type) {
    case 'message':
      rule(item.role === 'assistant' && Array.isArray(item.content), 'a message has role and content')
      for (const part of item.content) {
        if (part.type === 'output_text') {
          rule(Array.isArray(part.annotations), 'a text has annotations, be it none')
          choice.text += part.text
          choice.logprobs += part.logprobs?.length ?? 0
        } else if (part.type === 'refusal') choice.refusal += part.refusal
      }
      return
    case 'reasoning': {
      rule(Array.isArray(item.summary), 'reasoning has a summary, be it empty')
      const said = [...item.content ?? [], ...item.summary].map(({ text }: any) => text).join('')
      choice.reasoning += said
      const { encrypted_content: proof } = item
      // Gemini signs calls, where the proof stands in an item before the call, and texts.
      if (proof?.startsWith('gemini-call#')) choice.tool_calls.push({ id: '', name: '', json: '', signature: proof.slice('gemini-call#'.length) })
      else if (proof && said === '' && !proof.startsWith('gemini#')) choice.redacted = proof
      else if (proof) choice.signature = proof
      return
    }
    case 'function_call':
      rule([item.call_id, item.name, item.arguments].every(value => typeof value === 'string') && item.call_id !== '' && item.name !== '', 'a call has call_id, name and arguments')
      choice.tool_calls.push({ ...choice.tool_calls.at(-1)?.id === '' && choice.tool_calls.pop(), id: item.call_id, name: item.name, json: item.arguments })
  }
}

/** The envelope of a failed request, the `error` event of a stream, or a failed response. */
export const readResponseError: Door['readError'] = (body, problems) => {
  const { message, code, type = '', param, requestId } = body.error ?? body
  createRule(problems)(typeof message === 'string' && message !== '' && (code === null || typeof code === 'string'), 'an error has a message and a code')
  return { message, type, code, param, requestId, body: body.error ?? body }
}

import type { ChatResponse, Part } from '../../core/chat.ts'
import { GatewayError } from '../../core/errors.ts'
import { syntheticCallId } from '../call-id.ts'
import { holdsError, noAnswer, readInBandError } from '../upstream-error.ts'
import { compact, isObject, jsonText, list, others, text, type Wire } from '../wire.ts'
import { readFinish } from './finish.ts'
import { readUsage } from './usage.ts'

/** What has a place of its own; the counters go into usage. */
export const knownLineFields: ReadonlySet<string> = new Set([
  'model', 'created_at', 'message', 'done', 'done_reason', 'error', 'logprobs',
  'total_duration', 'load_duration', 'prompt_eval_count', 'prompt_eval_duration', 'eval_count', 'eval_duration',
])

/** Reads a whole answer. Throws GatewayError for an error inside a 200 and for what is no answer at all. */
export function readResponse (body: any): ChatResponse {
  if (holdsError(body)) throw readInBandError(body)
  if (!isObject(body) || !isObject(body['message'])) throw noAnswer('without a message')
  if (body['done'] === false) throw new GatewayError('upstream_cut', 'The provider’s answer broke off before its end.')
  const parts = readMessage(body['message'])
  const raw = text(body['done_reason'])
  const finish = readFinish(raw, parts.some(part => part.type === 'tool-call'))
  if (finish === 'error') throw new GatewayError('upstream_failed', 'The provider ended its answer with an error.', { upstream: { code: 'error' } })
  return compact({
    id: '',
    model: text(body['model']) ?? '',
    ...readCreated(body),
    choices: [{ parts, finish, rawFinish: raw, ...(Array.isArray(body['logprobs']) && { logprobs: { content: body['logprobs'] } }) }],
    usage: readUsage(body),
    extra: others(body, knownLineFields),
  })
}

/** When it was made, in unix seconds. */
export const readCreated = ({ created_at: at }: Wire): { created?: number } => {
  const ms = Date.parse(at)
  return Number.isNaN(ms) ? {} : { created: Math.floor(ms / 1000) }
}

const readMessage = (message: Wire): Part[] => {
  const parts: Part[] = []
  if (text(message['thinking']) !== undefined) parts.push({ type: 'reasoning', text: message['thinking'] })
  if (text(message['content']) !== undefined) parts.push({ type: 'text', text: message['content'] })
  for (const call of list(message['tool_calls'])) {
    if (!isObject(call?.function)) continue
    parts.push({ type: 'tool-call', id: text(call.id) ?? syntheticCallId(), name: text(call.function.name) ?? '', arguments: jsonText(call.function.arguments ?? {}) })
  }
  return parts
}

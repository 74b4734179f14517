import type { ChatResponse, Part, Usage } from '../../core/chat.ts'
import { syntheticCallId } from '../call-id.ts'
import { holdsError, noAnswer, readInBandError } from '../upstream-error.ts'
import { compact, isObject, others, text, type Wire } from '../wire.ts'
import { readFinish } from './finish.ts'
import { readUsage } from './usage.ts'

const knownFields = new Set(['id', 'type', 'role', 'model', 'content', 'stop_reason', 'stop_sequence', 'usage'])
const knownTextFields = new Set(['type', 'text'])
const knownCallFields = new Set(['type', 'id', 'name', 'input'])

/** Reads a whole message. Throws GatewayError for an error inside a 200 and for what is no answer at all. */
export function readResponse (body: any): ChatResponse {
  if (holdsError(body)) throw readInBandError(body)
  if (!isObject(body) || !Array.isArray(body['content'])) throw noAnswer('without content')
  const raw = text(body['stop_reason'])
  const parts = body['content'].filter(isObject).map(readBlock)
  const usage = readUsage(body['usage'])
  return compact({
    id: text(body['id']) ?? '',
    model: text(body['model']) ?? '',
    choices: [{
      parts,
      finish: raw === undefined ? 'stop' as const : readFinish(raw),
      rawFinish: raw,
      ...(text(body['stop_sequence']) !== undefined && { stopSequence: body['stop_sequence'] }),
    }],
    usage: usage === undefined ? undefined : { ...noTokens, ...usage, raw: body['usage'] } satisfies Usage,
    extra: others(body, knownFields),
  })
}

const noTokens = { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 }

const readBlock = (block: Wire): Part => {
  switch (block['type']) {
    case 'text': {
      const extra = others(block, knownTextFields)
      return { type: 'text', text: text(block['text']) ?? '', ...(extra !== undefined && { extra }) }
    }
    case 'thinking':
      return { type: 'reasoning', text: text(block['thinking']) ?? '', ...(text(block['signature']) !== undefined && { signature: block['signature'] }) }
    case 'redacted_thinking':
      return { type: 'reasoning', text: '', redacted: text(block['data']) ?? '' }
    case 'tool_use': {
      const extra = others(block, knownCallFields)
      return {
        type: 'tool-call',
        id: text(block['id']) ?? syntheticCallId(),
        name: text(block['name']) ?? '',
        arguments: JSON.stringify(block['input'] ?? {}),
        ...(extra !== undefined && { extra }),
      }
    }
    default:
      // What the provider's own tools did is not for the client to answer: never a tool call.
      return { type: 'extra', name: text(block['type']) ?? 'content_block', data: block }
  }
}

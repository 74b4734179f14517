import type { ChatResponse, Usage } from '../../core/chat.ts'
import { holdsError, noAnswer } from '../upstream-error.ts'
import { compact, isObject, others, text } from '../wire.ts'
import { readStreamError } from './errors.ts'
import { readFinish } from './finish.ts'
import { readBlock } from './read-block.ts'
import { readUsage } from './usage.ts'

const knownFields = new Set(['id', 'type', 'role', 'model', 'content', 'stop_reason', 'stop_sequence', 'usage'])

/** Reads a whole message. Throws GatewayError for an error inside a 200 and for what is no answer at all. */
export function readResponse (body: any): ChatResponse {
  if (holdsError(body)) throw readStreamError(body)
  if (!isObject(body) || !Array.isArray(body['content'])) throw noAnswer('without content')
  const raw = text(body['stop_reason'])
  const stopSequence = text(body['stop_sequence'])
  return compact({
    id: text(body['id']) ?? '',
    model: text(body['model']) ?? '',
    choices: [{
      parts: body['content'].filter(isObject).map(readBlock),
      finish: raw === undefined ? 'stop' as const : readFinish(raw),
      rawFinish: raw,
      ...(stopSequence !== undefined && { stopSequence }),
    }],
    usage: wholeUsage(body['usage']),
    extra: others(body, knownFields),
  })
}

const noTokens = { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 }

/** The usage of a whole message; what it leaves out is nothing. */
export const wholeUsage = (wire: unknown): Usage | undefined => {
  const usage = readUsage(wire)
  return usage && { ...noTokens, ...usage, raw: wire }
}

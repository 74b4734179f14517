import type { ChatResponse, Part } from '../../core/chat.ts'
import type { AnswerContext } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { isObject, parseJson, type Wire } from '../wire.ts'
import { writeFinish } from './finish.ts'
import { wireTypeOf } from './id.ts'
import { seal } from './seal.ts'
import { writeUsage } from './usage.ts'

/** Fields of a message that Anthropic's clients know, beyond those that every answer has. */
const ownFields = ['container', 'context_management', 'diagnostics', 'stop_details']

/** Writes a whole answer as Anthropic does. Of several answers, for which its wire has no place, the first. */
export function writeResponse ({ choices: [choice], usage, extra }: ChatResponse, { id, model }: AnswerContext) {
  const { parts = [], finish = 'other', rawFinish: raw, stopSequence } = choice ?? {}
  if (finish === 'error') throw new GatewayError('upstream_failed', 'The provider ended its answer with an error.')
  const held = { hasCalls: parts.some(({ type }) => type === 'tool-call'), hasRefused: parts.some(({ type }) => type === 'refusal') }
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: parts.flatMap(writePart),
    stop_reason: writeFinish({ reason: finish, raw, ...(stopSequence !== undefined && { stopSequence }) }, held),
    stop_sequence: stopSequence ?? null,
    ...Object.fromEntries(ownFields.filter(field => extra?.[field] !== undefined).map(field => [field, extra?.[field]])),
    usage: writeUsage(usage ?? {}),
  }
}

const writePart = (part: Part): Wire[] => {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [{ type: 'text', text: part.text, ...citationsOf(part.extra) }]
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }]
    case 'reasoning':
      return [writeReasoning(part)]
    case 'tool-call': {
      const call = writeCall(part, readInput(part.arguments))
      return part.signature === undefined ? [call] : [writeProof(part.signature, part.signedBy), call]
    }
    case 'extra':
      return wireTypeOf(part.name) !== undefined && isObject(part.data) ? [part.data] : []
    default:
      return []
  }
}

const citationsOf = (extra: unknown): Wire => isObject(extra) && Array.isArray(extra['citations']) ? { citations: extra['citations'] } : {}

/** A thought that nobody signed has an empty signature: the field must be there. */
const writeReasoning = ({ text, signature = '', redacted, signedBy }: Extract<Part, { type: 'reasoning' }>): Wire => {
  if (redacted === undefined) return { type: 'thinking', thinking: text, signature: signature && seal(signature, signedBy) }
  if (text === '') return { type: 'redacted_thinking', data: seal(redacted, signedBy) }
  return { type: 'thinking', thinking: text, signature: seal(redacted, signedBy, 'sealed') }
}

/** A call; of what its provider told besides, what Anthropic's clients know. */
export const writeCall = ({ id, name, extra }: { id: string; name: string; extra?: unknown }, input: Wire): Wire => {
  const { caller, toolset_name: toolset } = isObject(extra) ? extra : {}
  return { type: 'tool_use', id, name, input, ...(caller !== undefined && { caller }), ...(toolset !== undefined && { toolset_name: toolset }) }
}

/** What proves the call that follows: see seal.ts. */
export const writeProof = (signature: string, signedBy: string | undefined): Wire =>
  ({ type: 'thinking', thinking: '', signature: seal(signature, signedBy, 'call') })

/** Input is an object here; what the model wrote instead is kept in one. */
const readInput = (json: string): Wire => {
  const input = json.trim() === '' ? {} : parseJson(json)
  return isObject(input) ? input : { arguments: json }
}

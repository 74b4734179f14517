import type { ChatResponse, Part } from '../../core/chat.ts'
import type { AnswerContext } from '../../core/dialect.ts'
import { compact } from '../wire.ts'
import type { SimpleChatReply } from './schema.ts'
import { writeFinish, writeUsage } from './words.ts'

/** Writes the first answer; more are not asked for. A refusal is what the model says. */
export function writeResponse ({ choices, usage }: ChatResponse, { model, provider = '', costOf }: AnswerContext): SimpleChatReply {
  const { parts, finish } = choices[0] ?? { parts: [], finish: 'other' as const }
  const toolCalls = parts.flatMap(part => part.type === 'tool-call' ? [{ id: part.id, name: part.name, arguments: part.arguments }] : [])
  return compact({
    reply: textOf(parts, 'text', 'refusal'),
    reasoning: textOf(parts, 'reasoning') || undefined,
    toolCalls: toolCalls.length > 0 ? toolCalls : undefined,
    model,
    provider,
    usage: writeUsage(usage),
    finishReason: writeFinish(finish),
    costUsd: usage && costOf?.(usage),
  })
}

const textOf = (parts: readonly Part[], ...types: Part['type'][]): string =>
  parts.map(part => types.includes(part.type) && 'text' in part ? part.text : '').join('')

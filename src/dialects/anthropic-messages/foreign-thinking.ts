import { isObject, list, type Wire } from '../wire.ts'
import { isSealed } from './seal.ts'

/**
 * The messages without thoughts that the provider cannot have signed: for one of them it would refuse the whole request.
 * They come from clients who changed models within a conversation. `isClaude`: unsigned ones go too; other models of this
 * dialect want theirs back. Returns the very same messages when there is nothing to leave out.
 */
export function withoutForeignThinking (messages: unknown, isClaude: boolean): unknown {
  const isForeign = (block: unknown): boolean => isObject(block) && (
    (block['type'] === 'thinking' && (isSealed(block['signature']) || (isClaude && !block['signature']))) ||
    (block['type'] === 'redacted_thinking' && isSealed(block['data']))
  )
  const holdsForeign = (message: Wire): boolean => message?.['role'] === 'assistant' && list(message['content']).some(isForeign)
  if (!list(messages).some(holdsForeign)) return messages
  return list(messages)
    .map((message: Wire) => holdsForeign(message) ? { ...message, content: list(message['content']).filter(block => !isForeign(block)) } : message)
    .filter(({ content }) => !Array.isArray(content) || content.length > 0)
}

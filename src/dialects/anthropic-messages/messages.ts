import type { Message, Warning } from '../../core/chat.ts'
import { isObject, type Wire } from '../wire.ts'
import { createBlockWriter, type BlockWriter } from './blocks.ts'

/**
 * Writes the conversation: system texts to the front, answers of tools into the user's turn that follows the calls,
 * neighbours of one role made one, and nothing empty.
 */
export function writeMessages (messages: readonly Message[], warnings: Warning[]): { system: Wire[]; messages: Wire[] } {
  const writer = createBlockWriter(warnings)
  const system: Wire[] = []
  const turns: { role: 'user' | 'assistant'; content: Wire[] }[] = []
  for (const [at, message] of messages.entries()) {
    const path = `messages[${at}]`
    if (message.role === 'system' || message.role === 'developer') {
      if (turns.length > 0) warnings.push({ param: path, action: 'emulated', detail: 'a later system message was moved to the front' })
      system.push(...writer.write(message.content, path))
      continue
    }
    const blocks = message.role === 'tool' ? [writeToolResult(message, path, writer)] : writer.write(message.content, path)
    if (blocks.length === 0) continue
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const last = turns.at(-1)
    if (last?.role === role) last.content.push(...blocks)
    else turns.push({ role, content: blocks })
  }
  for (const turn of turns) if (turn.role === 'user') turn.content = resultsFirst(turn.content)
  trimPrefill(turns)
  return { system, messages: turns }
}

const writeToolResult = (message: Extract<Message, { role: 'tool' }>, path: string, writer: BlockWriter): Wire => {
  const content = writer.write(message.content, path)
  const [only] = content
  const isPlain = content.length === 1 && only?.['type'] === 'text' && Object.keys(only).length === 2
  return {
    type: 'tool_result',
    tool_use_id: writer.callId(message.toolCallId),
    ...(content.length > 0 && { content: isPlain ? only['text'] : content }),
    ...(message.isError === true && { is_error: true }),
  }
}

/** Anthropic wants the results of tools before anything else that the user says in that turn. */
const resultsFirst = (content: Wire[]): Wire[] => {
  const isResult = (block: Wire): boolean => block['type'] === 'tool_result'
  return [...content.filter(isResult), ...content.filter(block => !isResult(block))]
}

/** An answer begun for the model must not end in white space. */
const trimPrefill = (turns: { role: string; content: Wire[] }[]): void => {
  const last = turns.at(-1)
  const block = last?.role === 'assistant' ? last.content.at(-1) : undefined
  if (isObject(block) && block['type'] === 'text') block['text'] = block['text'].trimEnd()
}

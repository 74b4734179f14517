import type { Message, Part, Warning } from '../../core/chat.ts'
import { isObject, type Wire } from '../wire.ts'
import { createBlockWriter, type BlockWriter } from './blocks.ts'
import { extraName } from './id.ts'
import { takesLaterSystem } from './models.ts'

type Turn = { role: 'user' | 'assistant' | 'system'; content: Wire[] }

/**
 * Writes the conversation: system texts to the front, answers of tools into the user's turn that follows the calls,
 * neighbours of one role made one, and nothing empty.
 */
export function writeMessages (messages: readonly Message[], model: string, warnings: Warning[]): { system: Wire[]; messages: Wire[] } {
  const writer = createBlockWriter(warnings)
  const system: Wire[] = []
  const turns: Turn[] = []
  for (const [at, message] of messages.entries()) {
    const path = `messages[${at}]`
    const blocks = message.role === 'tool' ? [writeToolResult(message, path, writer)] : writer.write(message.content, path)
    if (blocks.length === 0) continue
    const role = roleOf(message)
    if (role !== 'system' || (takesLaterSystem(model) && mayStand(turns, messages, at))) {
      if (role === 'user' && 'name' in message) warnings.push({ param: `${path}.name`, action: 'dropped' })
      addTo(turns, role, blocks)
      continue
    }
    if (turns.length > 0) warnings.push({ param: path, action: 'emulated', detail: 'a later system message was moved to the front' })
    system.push(...blocks)
  }
  for (const turn of turns) if (turn.role === 'user') turn.content = resultsFirst(turn.content)
  trimPrefill(turns)
  return { system, messages: turns }
}

const roleOf = ({ role }: Message): Turn['role'] => role === 'developer' ? 'system' : role === 'tool' ? 'user' : role

const addTo = (turns: Turn[], role: Turn['role'], blocks: Wire[]): void => {
  const last = turns.at(-1)
  if (last?.role === role) last.content.push(...blocks)
  else turns.push({ role, content: blocks })
}

/** A later system message has its place after what the user said and before what the assistant says to it. */
const mayStand = (turns: readonly Turn[], messages: readonly Message[], at: number): boolean => {
  const next = messages.slice(at).find(message => roleOf(message) !== 'system')
  return turns.length > 0 && turns.at(-1)?.role !== 'assistant' && (next === undefined || next.role === 'assistant')
}

const writeToolResult = (message: Extract<Message, { role: 'tool' }>, path: string, writer: BlockWriter): Wire => {
  const content = writer.write(message.content.filter(part => !isFields(part)), path)
  const [only] = content
  const isPlain = content.length === 1 && only?.['type'] === 'text' && Object.keys(only).length === 2
  return {
    type: 'tool_result',
    tool_use_id: writer.callId(message.toolCallId),
    ...(content.length > 0 && { content: isPlain ? only['text'] : content }),
    ...(message.isError === true && { is_error: true }),
    ...(message.cacheControl !== undefined && { cache_control: message.cacheControl }),
    ...Object.assign({}, ...message.content.filter(isFields).map(({ data }) => data)),
  }
}

/** Fields of a result that only Anthropic has: see readMessages. */
const isFields = (part: Part): part is Extract<Part, { type: 'extra' }> => part.type === 'extra' && part.name === extraName('tool_result')

/** Anthropic wants the results of tools before anything else that the user says in that turn. */
const resultsFirst = (content: Wire[]): Wire[] => {
  const isResult = (block: Wire): boolean => block['type'] === 'tool_result'
  return [...content.filter(isResult), ...content.filter(block => !isResult(block))]
}

/** An answer begun for the model must not end in white space. */
const trimPrefill = (turns: readonly Turn[]): void => {
  const last = turns.at(-1)
  const block = last?.role === 'assistant' ? last.content.at(-1) : undefined
  if (isObject(block) && block['type'] === 'text') block['text'] = block['text'].trimEnd()
}

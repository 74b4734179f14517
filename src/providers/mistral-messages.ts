import type { Warning } from '../core/chat.ts'
import { isObject, list, text, type Wire } from '../dialects/wire.ts'
import { mistralCallId } from './mistral-call-id.ts'
import { writeContent } from './mistral-parts.ts'

export type Warn = (param: string, action: Warning['action'], detail?: string) => void

/** What a message may hold. Reasoning and refusals are said in another way. */
const known: Readonly<Record<string, ReadonlySet<string>>> = {
  system: new Set(['role', 'content']),
  user: new Set(['role', 'content']),
  assistant: new Set(['role', 'content', 'tool_calls', 'prefix', 'refusal', 'reasoning_content', 'reasoning', 'reasoning_details']),
  tool: new Set(['role', 'content', 'tool_call_id', 'name']),
}

/** Writes OpenAI’s messages as Mistral takes them. `mayThink`: whether the model may be shown what was thought before. */
export function writeMessages (messages: unknown, mayThink: boolean, warn: Warn): Wire[] {
  return mendOrder(list(messages).map((message, at) => writeMessage(message, `messages[${at}]`, mayThink, warn)), warn)
}

const writeMessage = (message: Wire, path: string, mayThink: boolean, warn: Warn): Wire => {
  const role: string = message['role'] === 'developer' ? 'system' : message['role']
  const fields = known[role]
  if (fields === undefined) return message
  for (const field in message) {
    if (!fields.has(field) && message[field]) warn(field === 'cache_control' ? field : `${path}.${field}`, 'dropped')
  }
  if (role === 'assistant') return writeAssistant(message, mayThink, warn)
  const { content, tool_call_id: callId, name } = message
  return {
    role,
    content: writeContent(content, warn),
    ...role === 'tool' && { tool_call_id: mistralCallId(callId), ...text(name) !== undefined && { name } },
  }
}

const writeAssistant = (message: Wire, mayThink: boolean, warn: Warn): Wire => {
  const thought = thoughtOf(message)
  if (thought !== undefined && !mayThink) warn('reasoning_content', 'dropped')
  const said = writeContent(message['content'], warn) ?? message['refusal'] ?? ''
  return {
    role: 'assistant',
    content: thought !== undefined && mayThink ? [thinkingChunk(thought), ...partsOf(said)] : said,
    ...list(message['tool_calls']).length > 0 && { tool_calls: message['tool_calls'].map(writeCall) },
    ...typeof message['prefix'] === 'boolean' && { prefix: message['prefix'] },
  }
}

/** What was thought, under the names that the field has for it. */
const thoughtOf = (message: Wire): string | undefined =>
  text(message['reasoning_content']) ?? text(message['reasoning']) ?? text(list(message['reasoning_details']).map(detail => text(detail?.text) ?? '').join(''))

const thinkingChunk = (thought: string): Wire => ({ type: 'thinking', thinking: [{ type: 'text', text: thought }], closed: true })

const partsOf = (content: unknown): unknown[] =>
  Array.isArray(content) ? content : text(content) === undefined ? [] : [{ type: 'text', text: content }]

const writeCall = (call: any): unknown => { // wire JSON
  if (!isObject(call?.function)) return call
  return { id: mistralCallId(call.id), type: 'function', function: { name: call.function.name, arguments: call.function.arguments } }
}

/** A user may not speak right after a tool: the assistant has a turn in between. */
const bridge: Wire = { role: 'assistant', content: 'Noted.' }

/** An assistant may not be silent, a tool is followed by an assistant, and the last word is an assistant's only when the answer goes on from it. */
const mendOrder = (messages: readonly Wire[], warn: Warn): Wire[] => {
  const ordered: Wire[] = []
  for (const [at, message] of messages.entries()) {
    if (isSilent(message)) {
      warn(`messages[${at}]`, 'dropped', 'it says nothing')
      continue
    }
    if (ordered.at(-1)?.['role'] === 'tool' && message['role'] === 'user') {
      ordered.push(bridge)
      warn(`messages[${at}]`, 'emulated', 'a turn of the assistant was put before it')
    }
    ordered.push(message)
  }
  const last = ordered.at(-1)
  if (last?.['role'] !== 'assistant' || last['prefix'] !== undefined || last['tool_calls'] !== undefined) return ordered
  warn(`messages[${messages.length - 1}]`, 'emulated', 'the answer begins with it')
  return ordered.with(-1, { ...last, prefix: true })
}

const isSilent = ({ role, content, tool_calls: calls }: Wire): boolean =>
  role === 'assistant' && calls === undefined && (content === '' || (Array.isArray(content) && content.length === 0))

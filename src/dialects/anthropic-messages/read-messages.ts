import type { Message, Part, Signed } from '../../core/chat.ts'
import { isObject, list, others, text, type Wire } from '../wire.ts'
import { extraName } from './id.ts'
import { invalid } from './invalid.ts'
import { cacheMark, readBlock } from './read-block.ts'
import { unseal } from './seal.ts'

/** Reads the system prompt and the conversation. Results of tools become messages of their own, in their order. Throws GatewayError `invalid_request`. */
export function readMessages (system: unknown, messages: readonly Wire[]): Message[] {
  const prompt = readContent(system, 'system')
  return [
    ...prompt.length > 0 ? [{ role: 'system' as const, content: prompt }] : [],
    ...messages.flatMap((message, at) => readMessage(message, `messages[${at}]`)),
  ]
}

const readMessage = (message: Wire, path: string): Message[] => {
  const { role } = message
  if (role === 'user') return readUser(message['content'], `${path}.content`)
  if (role === 'assistant' || role === 'system') return [{ role, content: readContent(message['content'], `${path}.content`) }]
  throw invalid(`${path}.role`, 'must be "user" or "assistant"')
}

/** A text, or the blocks. What proves a call is put into the call. */
const readContent = (content: unknown, path: string): Part[] => {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  const parts: Part[] = []
  let proof: Signed | undefined
  for (const [at, block] of list(content).entries()) {
    const part = readChecked(block, `${path}[${at}]`)
    const known = part.type === 'reasoning' ? unseal(part) : part
    if (known.type !== 'proof') parts.push(known.type === 'tool-call' ? { ...known, ...proof } : known)
    proof = known.type === 'proof' ? known.signed : undefined
  }
  return parts
}

const readUser = (content: unknown, path: string): Message[] => {
  const messages: Message[] = []
  let said: Part[] = []
  const flush = (): void => {
    if (said.length > 0) messages.push({ role: 'user', content: said })
    said = []
  }
  if (typeof content === 'string') return [{ role: 'user', content: [{ type: 'text', text: content }] }]
  for (const [at, block] of list(content).entries()) {
    if (block?.type !== 'tool_result') {
      said.push(readChecked(block, `${path}[${at}]`))
      continue
    }
    flush()
    messages.push(readResult(block, `${path}[${at}]`))
  }
  flush()
  return messages
}

const resultFields = new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control'])

const readResult = (block: Wire, path: string): Message => {
  if (text(block['tool_use_id']) === undefined) throw invalid(`${path}.tool_use_id`, 'is missing')
  const content = readContent(block['content'], `${path}.content`)
  const extra = others(block, resultFields)
  if (extra !== undefined) content.push({ type: 'extra', name: extraName('tool_result'), data: extra })
  return { role: 'tool', toolCallId: block['tool_use_id'], content, ...(block['is_error'] === true && { isError: true }), ...cacheMark(block) }
}

/** Fields without which a block says nothing. */
const needed: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  image: ['source'],
  document: ['source'],
  thinking: ['thinking'],
  redacted_thinking: ['data'],
  tool_use: ['id', 'name'],
}

/** What an image or a document is, by the type of its source. A text may be empty. */
const sourceFields: ReadonlyMap<unknown, string> = new Map([['base64', 'data'], ['url', 'url'], ['file', 'file_id']])

const readChecked = (block: unknown, path: string): Part => {
  if (!isObject(block)) throw invalid(path, 'is not a content block')
  const names = Object.hasOwn(needed, block['type']) ? needed[block['type']] : undefined
  for (const field of names ?? []) if (block[field] === undefined || block[field] === null) throw invalid(`${path}.${field}`, 'is missing')
  const held = sourceFields.get(block['source']?.type)
  if (names?.[0] === 'source' && held !== undefined && text(block['source'][held]) === undefined) throw invalid(`${path}.source.${held}`, 'is missing')
  return readBlock(block)
}

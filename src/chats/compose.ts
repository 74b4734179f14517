import type { Message, Part } from '../core/chat.ts'
import type { ChatStore, ContextUsage, MessageRecord } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'

/** Counts tokens of texts, in their order, off the event loop. */
export type CountTokens = (texts: readonly string[]) => Promise<number[]>

export type ComposeOptions = { chats: Pick<ChatStore, 'branch'>; countTokens: CountTokens }

/** The window of a model, in tokens; `isKnown` is false when nobody has said how large it is. */
export type Window = { limit: number; isKnown: boolean; forAnswer: number }

export type Conversation = { chatId: string; leafId: string | undefined; system: readonly string[]; question: readonly Part[]; window: Window }

/** What a provider adds around each message, and what an image may take: no tokenizer says, so it is generous. */
const perMessage = 8
const perImage = 1600
const pageSize = 40
const maxRemembered = 20_000

/**
 * Puts a request together under the model's window: system texts and the question always, then history from the newest on
 * as far as it fits. Calls of tools and their results stay together, because providers refuse one without the other.
 */
export function createComposer ({ chats, countTokens }: ComposeOptions) {
  /** Messages never change, so they are counted once. */
  const counted = new Map<string, number>()

  const sizesOf = async (records: readonly MessageRecord[]): Promise<number[]> => {
    const unknown = records.filter(({ id }) => !counted.has(id))
    const counts = await countTokens(unknown.map(({ content }) => content.map(textOf).join('\n')))
    for (const [at, { id, content }] of unknown.entries()) {
      if (counted.size >= maxRemembered) counted.delete(counted.keys().next().value!)
      counted.set(id, counts[at]! + perMessage + imagesIn(content) * perImage)
    }
    return records.map(({ id }) => counted.get(id)!)
  }

  return async ({ chatId, leafId, system, question, window }: Conversation): Promise<{ messages: Message[]; contextUsage: ContextUsage }> => {
    const budget = window.limit - window.forAnswer
    const fixed = await countTokens([...system, question.map(textOf).join('\n')])
    let used = fixed.reduce((sum, count) => sum + count + perMessage, 0) + imagesIn(question) * perImage
    if (used > budget) throw tooLong(used, window)
    const kept: MessageRecord[] = []
    let omitted = 0
    let next = leafId
    while (next !== undefined) {
      const page: MessageRecord[] = await chats.branch(chatId, next, pageSize)
      const sizes = await sizesOf(page)
      for (const [at, record] of page.entries()) {
        if (record.content.length === 0) continue
        if (omitted === 0 && used + sizes[at]! <= budget) {
          used += sizes[at]!
          kept.push(record)
        } else omitted++
      }
      next = page.length < pageSize || omitted > 0 ? undefined : page.at(-1)!.parentId
    }
    const messages: Message[] = [
      ...system.map((text): Message => ({ role: 'system', content: [{ type: 'text', text }] })),
      ...kept.reverse().flatMap(toMessages),
      ...question.length > 0 ? [{ role: 'user' as const, content: [...question] }] : [],
    ]
    return {
      messages: startWithUser(messages),
      contextUsage: { tokens: used, limit: window.limit, source: window.isKnown ? 'model' : 'assumed', ...(omitted > 0 && { omittedMessages: omitted }) },
    }
  }
}

const tooLong = (tokens: number, { limit, forAnswer }: Window): GatewayError =>
  new GatewayError('context_length_exceeded', `The message has about ${tokens} tokens with its system prompt and documents; the model’s window is ${limit}, of which ${forAnswer} are kept for the answer.`, { param: 'content' })

const textOf = (part: Part): string => {
  switch (part.type) {
    case 'text': case 'refusal': return part.text
    case 'tool-call': return `${part.name} ${part.arguments}`
    default: return ''
  }
}

const imagesIn = (content: readonly Part[]): number => content.filter(({ type }) => type === 'image' || type === 'file').length

/** Thinking is not sent back: it is signed for a turn that is over, and costs what the answer cost. Calls without results cannot be. */
const toMessages = ({ role, content }: MessageRecord): Message[] => {
  const parts = content.filter(({ type }) => type === 'text' || type === 'refusal' || (role === 'user' && (type === 'image' || type === 'file' || type === 'audio')))
  return parts.length === 0 ? [] : [{ role, content: parts }]
}

/** A history that was cut may begin with an answer, which some providers refuse. */
const startWithUser = (messages: Message[]): Message[] => {
  const first = messages.findIndex(({ role }) => role !== 'system')
  return first !== -1 && messages[first]!.role === 'assistant' && messages.length > first + 1 ? messages.filter((_, at) => at !== first) : messages
}

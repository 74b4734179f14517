import type { AttachedPart, StoredPart } from '../core/attachments.ts'
import type { Part } from '../core/chat.ts'
import type { ChatStore, MessageRecord } from '../core/chats.ts'

/** Counts tokens of texts, in their order, off the event loop. */
export type CountTokens = (texts: readonly string[]) => Promise<number[]>

/** A message with what of it a model is sent, and how many tokens that takes. Nothing is sent of an answer that says nothing. */
export type Told = { record: MessageRecord; parts: StoredPart[]; size: number }

/** A branch from its end towards its beginning, read as far as somebody asks. */
export type History = { at(index: number): Promise<Told | undefined> }

/** The newest `count` messages take `used` tokens. `isWhole`: there are no more. */
export type Fit = { count: number; used: number; isWhole: boolean }

/** What a provider adds around each message, and what a picture or page may take: no tokenizer says, so it is generous. */
export const perMessage = 8
const perImage = 1600
/** Of texts that are sent as files. */
const bytesPerToken = 3
const pageSize = 40
const maxRemembered = 20_000

export type HistoryReader = ReturnType<typeof createHistoryReader>

/** Reads branches with the sizes of their messages. Messages never change, so they are counted once. */
export function createHistoryReader ({ chats, countTokens }: { chats: Pick<ChatStore, 'branch'>; countTokens: CountTokens }) {
  const counted = new Map<string, number>()

  const measure = async (records: readonly MessageRecord[]): Promise<Told[]> => {
    const told = records.map(record => ({ record, parts: sentOf(record) }))
    const unknown = told.filter(({ record: { id } }) => !counted.has(id))
    const counts = await countTokens(unknown.map(({ parts }) => textOf(parts)))
    for (const [at, { record: { id }, parts }] of unknown.entries()) {
      if (counted.size >= maxRemembered) counted.delete(counted.keys().next().value!)
      counted.set(id, counts[at]! + weightOf(parts) + perMessage)
    }
    return told.map(message => ({ ...message, size: message.parts.length === 0 ? 0 : counted.get(message.record.id)! }))
  }

  return {
    open (chatId: string, leafId: string | undefined): History {
      const read: Told[] = []
      let next = leafId
      return {
        async at (index) {
          while (read.length <= index && next !== undefined) {
            const page: MessageRecord[] = await chats.branch(chatId, next, pageSize)
            read.push(...await measure(page))
            next = page.length < pageSize ? undefined : page.at(-1)!.parentId
          }
          return read[index]
        },
      }
    },

    /** Tokens of texts, each a message of its own, and of parts. */
    async sizeOf (texts: readonly string[], parts: readonly StoredPart[]): Promise<number> {
      const counts = await countTokens([...texts, textOf(parts)])
      return counts.reduce((sum, count) => sum + count + perMessage, 0) + weightOf(parts)
    },
  }
}

/** How much of a history fits, from its end on and up to `end`. It begins with a question: some providers refuse an answer without one. */
export async function fitInto (history: History, room: number, end = Infinity): Promise<Fit> {
  let used = 0
  let count = 0
  let next: Told | undefined
  let fit = { count: 0, used: 0 }
  for (;;) {
    next = count < end ? await history.at(count) : undefined
    if (next === undefined || used + next.size > room) return { ...fit, isWhole: next === undefined }
    count++
    used += next.size
    if (next.parts.length === 0 ? fit.count === count - 1 : next.record.role === 'user') fit = { count, used }
  }
}

/** Thinking is not sent back: it is signed for a turn that is over, and costs what the answer cost. Calls without results cannot be. */
export const sentOf = ({ role, content }: Pick<MessageRecord, 'role' | 'content'>): StoredPart[] => content.filter(({ type }) =>
  type === 'text' || type === 'refusal' || (role === 'user' && (type === 'image' || type === 'file' || type === 'audio' || type === 'attachment')))

const textOf = (parts: readonly StoredPart[]): string => parts.map(part => part.type === 'text' || part.type === 'refusal' ? part.text : '').join('\n')

const weightOf = (parts: readonly StoredPart[]): number => parts.reduce((sum, part) => sum + weigh(part), 0)

const weigh = (part: StoredPart): number => {
  if (part.type === 'text' || part.type === 'refusal') return 0
  const text = textFileSize(part)
  return text === undefined ? perImage : Math.ceil(text / bytesPerToken)
}

const textFileSize = (part: Part | AttachedPart): number | undefined => {
  if ((part.type !== 'file' && part.type !== 'attachment') || !/^(?:text\/|application\/json)/.test(part.mediaType ?? '')) return undefined
  if (part.type === 'attachment') return part.bytes
  return 'data' in part.source ? part.source.data.length * 0.75 : undefined
}

// What an import reads from other people's files, before it becomes a chat of ours. Nothing in a file is taken for granted.
import type { Part } from '../core/chat.ts'
import type { AnswerFacts, ChatRecord, MessageRecord } from '../core/chats.ts'

/** A message by the file's own keys. Times are milliseconds; undefined where the file does not say. */
export type DraftMessage = {
  key: string
  parentKey: string | undefined
  role: MessageRecord['role']
  status: Exclude<MessageRecord['status'], 'streaming'>
  content: Part[]
  facts: AnswerFacts
  createdAt: number | undefined
  completedAt: number | undefined
}

/** A chat as its file tells it. `warnings`: what of it was changed or left out. */
export type DraftChat = Pick<ChatRecord, 'title' | 'model' | 'systemPrompt' | 'documents' | 'tags' | 'folder' | 'whenTooLong' | 'isPinned' | 'isArchived'> & {
  leafKey: string | undefined
  createdAt: number | undefined
  activeAt: number | undefined
  messages: DraftMessage[]
  warnings: string[]
}

export type Fields = Record<string, unknown>

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

export const readFields = (value: unknown): Fields => isFields(value) ? value : {}

export const readList = (value: unknown): unknown[] => Array.isArray(value) ? value : []

/** A text that says something. */
export const readText = (value: unknown): string | undefined => typeof value === 'string' && value.trim() !== '' ? value.toWellFormed() : undefined

export const readNumber = (value: unknown): number | undefined => typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined

/** The latest that a Date can be. */
const lastTime = 8.64e15

/** A time as RFC 3339 writes it, or in seconds since 1970. */
export const readTime = (value: unknown): number | undefined => {
  const time = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? Math.round(value * 1000) : Number.NaN
  return time >= 0 && time <= lastTime ? time : undefined
}

/** Texts for a list of ours: each once, none too long, not too many. */
export const readWords = (value: unknown, { most, longest }: { most: number; longest: number }): string[] =>
  [...new Set(readList(value).map(readText).filter(word => word !== undefined && word.length <= longest))].slice(0, most) as string[] // without the undefined

/** A title of ours: one line, not too long. */
export const readTitle = (value: unknown): string | undefined => {
  const line = [...(readText(value) ?? '').replace(/[\p{Cc}\s]+/gu, ' ').trim()]
  return line.length === 0 ? undefined : line.slice(0, 200).join('')
}

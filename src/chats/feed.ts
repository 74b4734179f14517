import type { GenerationRecord, MessageRecord } from '../core/chats.ts'
import type { MemberChange } from './members.ts'

/**
 * What happens in chats. `asked`: a question was saved and its answer begins, which `read` then tells; `question` is
 * undefined for another answer to one that is there. `member`: somebody came, got another role or is gone.
 */
export type ChatNews =
  | { type: 'asked'; chatId: string; question: MessageRecord | undefined; answer: MessageRecord; generation: GenerationRecord }
  | { type: 'removed'; chatId: string }
  | { type: 'member' } & MemberChange

export type ChatFeed = ReturnType<typeof createChatFeed>

/** Tells everybody in this process who shows chats to others, before what was done is answered. */
export const createChatFeed = () => {
  const listeners = new Set<(news: ChatNews) => void>()
  return {
    tell: (news: ChatNews): void => {
      for (const listener of listeners) listener(news)
    },
    /** Returns what takes the listener away again. */
    listen: (listener: (news: ChatNews) => void): (() => void) => {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
  }
}

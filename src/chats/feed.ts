import type { Bells } from '../core/bells.ts'
import type { GenerationRecord, MessageRecord } from '../core/chats.ts'
import type { MemberChange } from './members.ts'

/**
 * What happens in chats. `asked`: a question was saved and its answer begins, which `read` then tells; `question` is
 * undefined for another answer to one that is there. `asked-elsewhere`: the same on another instance. `message-removed`: with all that followed it; the shown branch ends at `leafId` now. `member`: somebody came, got another role or is gone.
 */
export type ChatNews =
  | { type: 'asked'; chatId: string; question: MessageRecord | undefined; answer: MessageRecord; generation: GenerationRecord }
  | { type: 'asked-elsewhere'; chatId: string; generationId: string; questionId: string | undefined }
  | { type: 'removed'; chatId: string }
  | { type: 'message-removed'; chatId: string; messageId: string; leafId: string | undefined }
  | { type: 'member' } & MemberChange

export type ChatFeed = ReturnType<typeof createChatFeed>

/** Tells everybody who shows chats to others: in this process before what was done is answered, on other instances at once. */
export const createChatFeed = (bells?: Pick<Bells, 'ring' | 'on'>) => {
  const listeners = new Set<(news: ChatNews) => void>()
  const tellHere = (news: ChatNews): void => {
    for (const listener of listeners) listener(news)
  }
  bells?.on('chat', news => {
    if (news.type === 'asked') tellHere({ ...news, type: 'asked-elsewhere' })
    else if (news.type === 'member') tellHere({ ...news, role: news.role as MemberChange['role'] }) // rung by one of us
    else tellHere(news)
  })
  return {
    tell: (news: Exclude<ChatNews, { type: 'asked-elsewhere' }>): void => {
      tellHere(news)
      if (news.type !== 'asked') return bells?.ring('chat', news)
      const { chatId, generation, question } = news
      bells?.ring('chat', { type: 'asked', chatId, generationId: generation.id, questionId: question?.id })
    },
    /** Returns what takes the listener away again. */
    listen: (listener: (news: ChatNews) => void): (() => void) => {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
  }
}

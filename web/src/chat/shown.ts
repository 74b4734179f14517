import type { ChatMessage } from '@parlance/client'
import type { Run } from './runs.ts'

/** What is shown of a chat: what was saved, and the run that is not yet. */
export type Shown = {
  messages: ChatMessage[]
  /** A question that the server has not confirmed. */
  pending: { content: ChatMessage['content']; text: string } | undefined
  /** Whether an answer is on its way that is not among the messages. */
  hasAnswer: boolean
}

/** The shown branch with a run at its end. A run that answers again, or asks in other words, hides what it replaces. */
export const showRun = (saved: readonly ChatMessage[], run: Run | undefined): Shown => {
  if (run === undefined) return { messages: [...saved], pending: undefined, hasAnswer: false }
  const { ask, question, answer } = run
  const upTo = (parentId: string | null): ChatMessage[] => parentId === null ? [] : saved.slice(0, saved.findIndex(({ id }) => id === parentId) + 1)

  if (question !== undefined) return { messages: [...upTo(question.parentId), question], pending: undefined, hasAnswer: true }
  if (ask === undefined) return { messages: saved.filter(({ id }) => id !== answer?.id), pending: undefined, hasAnswer: true }
  if (ask.kind === 'again') return { messages: upTo(answer?.parentId ?? parentOf(saved, ask)), pending: undefined, hasAnswer: true }
  const before = ask.parentId === undefined ? [...saved] : upTo(ask.parentId)
  return { messages: before, pending: pendingOf(ask.content), hasAnswer: true }
}

/** An answer hangs on its question; a question that is answered for the first time is the parent itself. */
const parentOf = (saved: readonly ChatMessage[], { messageId, parentId }: { messageId: string; parentId: string | null }): string | null =>
  saved.find(({ id }) => id === messageId)?.role === 'user' ? messageId : parentId

const pendingOf = (content: string | { type: string; text?: string; url?: string }[]): Shown['pending'] => {
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content
  return { content: parts as ChatMessage['content'], text: parts.map(({ type, text = '' }) => type === 'text' ? text : '').join('') } // an input part is a part
}

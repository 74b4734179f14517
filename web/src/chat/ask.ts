import { navigate } from 'wouter/use-browser-location'
import { readPreferences } from '../app/preferences.ts'
import { sayError } from '../errors/say-error.ts'
import { createId } from '../lib/create-id.ts'
import { connection } from '../session/connection.ts'
import { client } from '../session/session.ts'
import { showToast } from '../ui/toast.tsx'
import { announce } from './announce.ts'
import { type Attachment, writeContent } from './attachments.ts'
import { addChat, readBranch, refreshChats } from './chat-data.ts'
import { messagesOf } from './branch.ts'
import { t } from './messages.ts'
import { enqueue, putFirst, queues, takeFromQueue } from './queue.ts'
import { isRunning, onRunEnd, runs, startRun, stopRun } from './runs.ts'

export type Question = { text: string; files: readonly Attachment[]; model: string | undefined }

/** Asks in a chat, or puts the question into the queue while an answer is being written or there is no network. */
export const ask = (chatId: string, question: Question): void => {
  if (isRunning(runs.get().get(chatId)) || connection.get().state === 'offline') return enqueue(chatId, question)
  send(chatId, createId(), question)
}

const send = (chatId: string, clientRequestId: string, { text, files, model }: Question): void => {
  void startRun(chatId, { kind: 'question', clientRequestId, content: writeContent(text, files), model })
}

/** Begins a chat with its first question. Throws when it cannot be made; then nothing was asked. */
export const beginChat = async (question: Question): Promise<void> => {
  const { systemPrompt, defaultModel } = readPreferences()
  const model = question.model ?? defaultModel ?? undefined
  const chat = await client.chats.create({ ...model !== undefined && { model }, ...systemPrompt !== null && { systemPrompt } })
  addChat(chat)
  send(chat.id, createId(), { ...question, model: undefined })
  navigate(`/chat/${chat.id}`)
  refreshChats()
}

/** Asks what somebody has said in other words: another version beside it. */
export const askInstead = (chatId: string, content: string | ReturnType<typeof writeContent>, parentId: string | null): void => {
  void startRun(chatId, { kind: 'question', clientRequestId: createId(), content, parentId, model: undefined })
}

/** Has a message answered again, by another model if one is named. */
export const askAgain = (chatId: string, message: { id: string; parentId: string | null }, model?: string): void => {
  void startRun(chatId, { kind: 'again', clientRequestId: createId(), messageId: message.id, parentId: message.parentId, model })
}

/** Shows the branch of another version. */
export const showVersion = async (chatId: string, messageId: string): Promise<void> => {
  try {
    await client.chats.update(chatId, { leafId: messageId })
    const { chat, messages } = await client.chats.get(chatId)
    addChat(chat, messages)
  } catch (error) {
    showToast(sayError(error), { kind: 'error' })
  }
}

export const stop = (chatId: string): void => {
  stopRun(chatId).catch((error: unknown) => showToast(sayError(error), { kind: 'error' }))
}

/** Sends what waits in a chat, if nothing is being written there. */
export const sendNext = (chatId: string): void => {
  if (runs.get().has(chatId) && runs.get().get(chatId)?.phase !== 'ended') return
  if (connection.get().state === 'offline') return
  const next = takeFromQueue(chatId)
  if (next !== undefined) send(chatId, next.id, next)
}

/** Does not wait for the answer that is being written. */
export const sendNow = (chatId: string, id: string): void => {
  putFirst(chatId, id)
  if (isRunning(runs.get().get(chatId))) stop(chatId)
  else sendNext(chatId)
}

/** The newest answer that is shown, for shortcuts. */
export const lastAnswer = (chatId: string): string | undefined => {
  const branch = readBranch(chatId)
  return branch && messagesOf(branch).findLast(({ role }) => role === 'assistant')?.text
}

const said = { complete: 'said.finished', stopped: 'said.stopped', failed: 'said.failed', interrupted: 'said.failed' } as const

/** What happens when an answer has ended: it is said aloud, and what waits is sent. After a failure somebody has to decide. */
export const watchRuns = (): void => {
  onRunEnd(({ chatId, status }) => {
    if (status in said) announce(t(said[status as keyof typeof said]))
    if (status === 'complete' || status === 'stopped') setTimeout(sendNext, 0, chatId)
  })
  connection.subscribe(() => {
    if (connection.get().state === 'back') for (const chatId of Object.keys(queues.get())) sendNext(chatId)
  })
}

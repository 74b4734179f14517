import type { ChatRecord, ChatStore, MessageRecord } from '../core/chats.ts'
import { type ChatExport, type ExportedMessage, exportFormat, exportVersion } from '../schemas/chat-transfer.ts'
import { readTree } from './read-chat.ts'
import { toFacts, toPart, toTime } from './view.ts'

/** A chat in our own format, piece by piece: long ones never stand in memory whole. */
export async function * writeExport (store: Pick<ChatStore, 'messages'>, chat: ChatRecord, now: number): AsyncGenerator<string> {
  yield JSON.stringify(headOf(chat, now)).slice(0, -1) + ',"messages":['
  let separator = '\n'
  for await (const message of readTree(store, chat.id)) {
    yield separator + JSON.stringify(toExportedMessage(message))
    separator = ',\n'
  }
  yield '\n]}\n'
}

/** The same in one piece. */
export async function collectExport (store: Pick<ChatStore, 'messages'>, chat: ChatRecord, now: number): Promise<ChatExport> {
  const messages: ExportedMessage[] = []
  for await (const message of readTree(store, chat.id)) messages.push(toExportedMessage(message))
  return { ...headOf(chat, now), messages }
}

/** Without ids of people: who reads it elsewhere does not know them. */
const headOf = (chat: ChatRecord, now: number): Omit<ChatExport, 'messages'> => ({
  format: exportFormat,
  version: exportVersion,
  exportedAt: toTime(now),
  title: chat.title ?? null,
  model: chat.model ?? null,
  systemPrompt: chat.systemPrompt ?? null,
  documents: chat.documents,
  tags: chat.tags,
  pinned: chat.isPinned,
  archived: chat.isArchived,
  leafId: chat.leafId ?? null,
  createdAt: toTime(chat.createdAt),
  activeAt: toTime(chat.activeAt),
})

const toExportedMessage = (message: MessageRecord): ExportedMessage => ({
  id: message.id,
  parentId: message.parentId ?? null,
  role: message.role,
  status: message.status,
  content: message.content.map(toPart),
  ...toFacts(message),
  createdAt: toTime(message.createdAt),
  completedAt: message.completedAt === undefined ? null : toTime(message.completedAt),
})

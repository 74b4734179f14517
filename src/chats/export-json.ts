import type { ChatRecord, ChatStore, MessageRecord } from '../core/chats.ts'
import { type ChatExport, type ExportedMessage, exportFormat, exportVersion } from '../schemas/chat-transfer.ts'
import type { Attachments } from './attachments.ts'
import { readTree } from './read-chat.ts'
import { toFacts, toPart, toTime } from './view.ts'

/** Where a chat is read from. Its files come from beside its messages, one message at a time. */
export type ExportSource = { store: Pick<ChatStore, 'messages'>; attachments: Pick<Attachments, 'inline'> }

/** A chat in our own format, piece by piece: long ones never stand in memory whole. */
export async function * writeExport ({ store, attachments }: ExportSource, chat: ChatRecord, now: number): AsyncGenerator<string> {
  yield JSON.stringify(headOf(chat, now)).slice(0, -1) + ',"messages":['
  let separator = '\n'
  for await (const message of readTree(store, chat.id)) {
    yield separator + JSON.stringify(await toExportedMessage(message, attachments))
    separator = ',\n'
  }
  yield '\n]}\n'
}

/** The same in one piece. */
export async function collectExport ({ store, attachments }: ExportSource, chat: ChatRecord, now: number): Promise<ChatExport> {
  const messages: ExportedMessage[] = []
  for await (const message of readTree(store, chat.id)) messages.push(await toExportedMessage(message, attachments))
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
  folder: chat.folder ?? null,
  whenTooLong: chat.whenTooLong ?? null,
  pinned: chat.isPinned,
  archived: chat.isArchived,
  leafId: chat.leafId ?? null,
  createdAt: toTime(chat.createdAt),
  activeAt: toTime(chat.activeAt),
})

const toExportedMessage = async (message: MessageRecord, attachments: ExportSource['attachments']): Promise<ExportedMessage> => ({
  id: message.id,
  parentId: message.parentId ?? null,
  role: message.role,
  status: message.status,
  content: (await attachments.inline(message.chatId, message.content)).map(toPart),
  ...toFacts(message),
  createdAt: toTime(message.createdAt),
  completedAt: message.completedAt === undefined ? null : toTime(message.completedAt),
})

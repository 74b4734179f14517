import type { ChatStore } from '../core/chats.ts'
import type { Clock, Principal } from '../core/ports.ts'
import { toFileName } from '../lib/file-name.ts'
import type { ChatImport } from '../schemas/chat-transfer.ts'
import { enterChat, ownerOf } from './access.ts'
import type { Attachments } from './attachments.ts'
import { writeExport } from './export-json.ts'
import { writeMarkdown } from './export-markdown.ts'
import { createImporter, type ImporterOptions } from './import.ts'
import { readBranch } from './read-chat.ts'

export type TransfersOptions = Omit<ImporterOptions, 'store' | 'attachments'> & { store: ChatStore; attachments: Pick<Attachments, 'detach' | 'inline'>; clock: Clock; /** Told when chats came in. */ onSaid(): void }

/** A chat as a file. */
export type ChatFile = { name: string; text: AsyncIterable<string> }

export type Transfers = ReturnType<typeof createTransfers>

/** Takes chats out and in. Whoever may read a chat may take it along. */
export function createTransfers ({ store, onSaid, ...common }: TransfersOptions) {
  const read = createImporter({ store, ...common })
  return {
    async export (caller: Principal, chatId: string, format: 'json' | 'markdown'): Promise<ChatFile> {
      const chat = await enterChat(store, caller, chatId, 'viewer')
      const name = toFileName(chat.title ?? '', 'chat')
      if (format === 'json') return { name: `${name}.json`, text: writeExport({ store, attachments: common.attachments }, chat, common.clock()) }
      const messages = chat.leafId === undefined ? [] : await readBranch(store, chatId, chat.leafId)
      return { name: `${name}.md`, text: writeMarkdown(chat, messages, common.attachments) }
    },

    /** Throws `invalid_request` when there is no chat in it; of each one that is, it is said what became of it. */
    async import (caller: Principal, bytes: Buffer, { isDryRun }: { isDryRun: boolean }): Promise<ChatImport> {
      const result = await read({ bytes, ownerId: ownerOf(caller), isDryRun })
      if (!isDryRun) onSaid()
      return result
    },
  }
}

import type { ChatStore, MessageRecord } from '../core/chats.ts'

const pageSize = 100

/** A branch from its first message to this one. */
export async function readBranch (store: Pick<ChatStore, 'branch'>, chatId: string, leafId: string): Promise<MessageRecord[]> {
  const messages: MessageRecord[] = []
  for (let next: string | undefined = leafId; next !== undefined;) {
    const page: MessageRecord[] = await store.branch(chatId, next, pageSize)
    messages.push(...page)
    next = page.length < pageSize ? undefined : page.at(-1)!.parentId
  }
  return messages.reverse()
}

/** All messages of a chat, parents before their children, a page in memory at a time. */
export async function * readTree (store: Pick<ChatStore, 'messages'>, chatId: string): AsyncGenerator<MessageRecord> {
  for (let cursor: string | undefined; ;) {
    const page = await store.messages(chatId, { limit: pageSize, cursor, isOldestFirst: true })
    yield * page.data
    cursor = page.nextCursor
    if (cursor === undefined) return
  }
}

import type { ChatStore } from '../core/chats.ts'
import { GatewayError } from '../core/errors.ts'
import type { Clock, Principal } from '../core/ports.ts'
import { assertRole } from './access.ts'
import type { ChatFeed } from './feed.ts'

export type DeletingOptions = { store: ChatStore; feed: Pick<ChatFeed, 'tell'>; clock: Clock }

/** Takes messages out of chats. */
export const createDeleting = ({ store, feed, clock }: DeletingOptions) => ({
  /** With everything that follows it; other versions of it stay. Throws `conflict` while an answer is being written there. */
  async removeMessage (caller: Principal, chatId: string, messageId: string): Promise<void> {
    await assertRole(store, caller, chatId, 'editor')
    const removed = await store.removeMessage(chatId, messageId, clock())
    if (removed === undefined) throw new GatewayError('not_found', 'There is no message with this id in the chat.')
    feed.tell({ type: 'message-removed', chatId, messageId, leafId: removed.leafId })
  },
})

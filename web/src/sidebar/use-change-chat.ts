import type { Chat, UpdateChat } from '@parlance/client'
import { useMutation } from '@tanstack/react-query'
import { placeChat, refreshChats } from '../chat/chat-data.ts'
import { client } from '../session/session.ts'

/** Changes a chat: shown at once, taken back when the server refuses. */
export const useChangeChat = () => useMutation({
  async mutationFn ({ chat, body }: { chat: Chat; body: UpdateChat }) {
    placeChat({ ...chat, ...body } as Chat) // what can be changed is named alike in both
    try {
      return await client.chats.update(chat.id, body)
    } catch (error) {
      placeChat(chat)
      throw error
    }
  },
  onSuccess (chat) {
    placeChat(chat)
    refreshChats()
  },
})

import type { Chat, ChatMessage } from '@parlance/client'
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { queryClient } from '../app/query-client.ts'
import { client } from '../session/session.ts'
import { type Branch, branchOf, type BranchPage, branchWith, branchWithChanged, messagesOf } from './branch.ts'

export const chatKey = (chatId: string) => ['chat', chatId] as const
export const chatsKey = ['chats'] as const
export const pinnedKey = ['pinned-chats'] as const

/** The chat and its shown branch: the newest messages at once, older ones as they are asked for. */
export const useChat = (chatId: string | undefined) => useInfiniteQuery({
  queryKey: chatKey(chatId ?? ''),
  enabled: chatId !== undefined,
  initialPageParam: undefined as string | undefined,
  async queryFn ({ pageParam, signal }): Promise<BranchPage> {
    if (pageParam !== undefined) return client.chats.messages(chatId!, { cursor: pageParam }, { signal })
    const { chat, messages } = await client.chats.get(chatId!, { signal })
    return { chat, ...messages }
  },
  getNextPageParam: page => page.nextCursor ?? undefined,
  staleTime: 10_000,
  select: read,
})

const read = (branch: InfiniteData<BranchPage>): { chat: Chat; messages: ChatMessage[] } => ({ chat: branch.pages[0]!.chat!, messages: messagesOf(branch) }) // the first page knows the chat

export const readBranch = (chatId: string): Branch | undefined => queryClient.getQueryData<Branch>(chatKey(chatId))

export const readChat = (chatId: string): Chat | undefined => readBranch(chatId)?.pages[0]?.chat

/** Puts what was said into what is shown. */
export const addMessages = (chatId: string, added: readonly ChatMessage[]): void => {
  const known = readBranch(chatId)
  if (known === undefined) return
  const next = branchWith(known, added)
  if (next === undefined) void queryClient.invalidateQueries({ queryKey: chatKey(chatId) })
  else queryClient.setQueryData(chatKey(chatId), next)
}

/** A message as it is now, where it is shown. */
export const placeMessage = (message: ChatMessage): void => {
  queryClient.setQueryData<Branch>(chatKey(message.chatId), known => known && branchWithChanged(known, message))
}

/** A chat as it is now; without messages one that was made just now. */
export const addChat = (chat: Chat, messages: Pick<BranchPage, 'data' | 'nextCursor'> = { data: [], nextCursor: null }): void => {
  queryClient.setQueryData<Branch>(chatKey(chat.id), { pages: [{ chat, ...messages }], pageParams: [undefined] })
}

/** Changes a chat everywhere where it is shown. */
export const placeChat = (chat: Chat): void => {
  queryClient.setQueryData<Branch>(chatKey(chat.id), known => known && branchOf(known, chat))
  queryClient.setQueriesData<InfiniteData<{ data: Chat[]; nextCursor: string | null }>>({ queryKey: chatsKey }, known => known && {
    ...known,
    pages: known.pages.map(page => ({ ...page, data: page.data.map(one => one.id === chat.id ? { ...chat, ...one.match && { match: one.match } } : one) })),
  })
}

export const refreshChats = (): void => {
  void queryClient.invalidateQueries({ queryKey: chatsKey })
  void queryClient.invalidateQueries({ queryKey: pinnedKey })
}
export const refreshChat = (chatId: string): void => { void queryClient.invalidateQueries({ queryKey: chatKey(chatId) }) }

/** It is gone, or not for us any more. */
export const dropChat = (chatId: string): void => {
  queryClient.removeQueries({ queryKey: chatKey(chatId) })
  refreshChats()
}

import type { Chat, ChatMember, Realtime } from '@parlance/client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { client } from '../session/session.ts'
import { useSession } from '../session/use-session.ts'
import { showToast } from '../ui/toast.tsx'
import { dropChat, refreshChat, refreshChats } from './chat-data.ts'
import { t } from './messages.ts'
import { openRealtime } from './realtime.ts'
import { resumeRun, runs } from './runs.ts'

/** Who is in a chat, who is there now, and who is writing. */
export type Room = { members: readonly ChatMember[]; names: ReadonlyMap<string, string>; present: ReadonlySet<string>; typing: readonly string[]; sayTyping(): void }

/** Typing is said again so often, and is over by itself after a while. Milliseconds. */
const typingPause = 2_000
const typingEnd = 5_000
/** First the page is drawn. Milliseconds. */
const firstPause = 300
const retryPause = 15_000

/** Joins a chat as soon as it is drawn: what others say appears, also from one's own other devices. */
export const useRoom = (chatId: string, chat: Chat | undefined): Room => {
  const { state, ...rest } = useSession()
  const ownId = 'user' in rest ? rest.user.id : undefined
  const { data: members = [] } = useQuery({ queryKey: ['members', chatId], queryFn: async ({ signal }) => (await client.chats.members(chatId, { signal })).data, enabled: chat !== undefined && state === 'signed-in' })
  const [present, setPresent] = useState<ReadonlySet<string>>(new Set())
  const [typing, setTyping] = useState<ReadonlyMap<string, number>>(new Map())
  const realtime = useRef<Realtime>(null)
  const saidAt = useRef(0)
  const isShared = useRef(false)
  isShared.current = members.length > 1
  const isJoining = chat !== undefined && state === 'signed-in'

  useEffect(() => {
    if (!isJoining) return
    let isOver = false
    let timer: ReturnType<typeof setTimeout>
    const ends: (() => void)[] = []
    const join = async (): Promise<void> => {
      const connection = await openRealtime()
      if (isOver) return
      ends.push(
        connection.on('message', news => { if (news.chatId === chatId) onMessage(chatId, news.message ?? undefined) }),
        connection.on('message.completed', news => { if (news.chatId === chatId && !runs.get().has(chatId)) refreshChat(chatId) }),
        connection.on('message.failed', news => { if (news.chatId === chatId && !runs.get().has(chatId)) refreshChat(chatId) }),
        connection.on('message.deleted', news => { if (news.chatId === chatId && !runs.get().has(chatId)) refreshChat(chatId) }),
        connection.on('presence', news => { if (news.chatId === chatId) setPresent(new Set(news.users)) }),
        connection.on('typing', news => { if (news.chatId === chatId && news.userId !== ownId) setTyping(now => new Map(now).set(news.userId, news.typing ? Date.now() + typingEnd : 0)) }),
        connection.on('left', news => {
          if (news.chatId !== chatId) return
          showToast(news.reason === 'deleted' ? t('left.deleted') : t('left.removed'))
          dropChat(chatId)
        }),
        // what came and went meanwhile is read
        connection.on('connect', () => refreshChat(chatId))
      )
      const { users } = await connection.join(chatId)
      if (isOver) return
      realtime.current = connection
      setPresent(new Set(users))
    }
    const begin = (): void => { join().catch(() => { if (!isOver) timer = setTimeout(begin, retryPause) }) } // the chat works without
    timer = setTimeout(begin, firstPause)
    return () => {
      isOver = true
      clearTimeout(timer)
      for (const end of ends) end()
      realtime.current?.leave(chatId).catch(() => {})
      realtime.current = null
      setPresent(new Set())
      setTyping(new Map())
    }
  }, [chatId, isJoining, ownId])

  // nobody writes for ever
  useEffect(() => {
    const next = Math.min(...[...typing.values()].filter(end => end > Date.now()))
    if (!Number.isFinite(next)) return
    const timer = setTimeout(() => setTyping(now => new Map([...now].filter(([, end]) => end > Date.now()))), next - Date.now() + 20)
    return () => clearTimeout(timer)
  }, [typing])

  const names = useMemo(() => new Map(members.length < 2 ? [] : members.filter(({ userId }) => userId !== ownId).map(({ userId, displayName, username }) => [userId, displayName ?? username ?? t('somebody')])), [members, ownId])
  return {
    members,
    names,
    present,
    typing: [...typing].filter(([, end]) => end > Date.now()).map(([id]) => names.get(id) ?? t('somebody')),
    sayTyping () {
      if (!isShared.current || Date.now() - saidAt.current < typingPause) return
      saidAt.current = Date.now()
      realtime.current?.typing(chatId, true).catch(() => {})
    },
  }
}

/** Something was said by somebody else, or by oneself elsewhere. */
const onMessage = (chatId: string, message: Parameters<typeof resumeRun>[1]): void => {
  const run = runs.get().get(chatId)
  if (run !== undefined && run.phase !== 'ended' && run.phase !== 'lost') return
  refreshChat(chatId)
  refreshChats()
  if (message?.role === 'assistant' && message.status === 'streaming') void resumeRun(chatId, message)
}

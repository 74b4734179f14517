import type { Bells } from '../core/bells.ts'

export type Elsewhere = ReturnType<typeof createElsewhere>

export type ElsewhereOptions = {
  bells: Bells
  /** All who listen on this instance, by chat. */
  here(): readonly [chatId: string, users: string[]][]
  /** Told when others listen to a chat, or no longer. */
  onChange(chatId: string): void
}

/** Who listens to which chat on other instances, as each of them has said. */
export const createElsewhere = ({ bells, here, onChange }: ElsewhereOptions) => {
  const chats = new Map<string, Map<string, string[]>>()

  const set = (instance: string, chatId: string, users: string[]): void => {
    const byInstance = chats.get(chatId) ?? new Map<string, string[]>()
    if (users.length > 0) chats.set(chatId, byInstance.set(instance, users))
    else byInstance.delete(instance)
    if (byInstance.size === 0) chats.delete(chatId)
    onChange(chatId)
  }

  const ringAll = (): void => {
    for (const [chatId, users] of here()) bells.ring('presence', { chatId, users })
  }

  const unlisten = [
    bells.on('presence', ({ chatId, users }, instance) => set(instance, chatId, users)),
    bells.on('presence-wanted', ringAll),
    // of those who are not heard nobody knows who still listens
    bells.onGone(instance => { for (const chatId of [...chats.keys()]) if (chats.get(chatId)?.has(instance) === true) set(instance, chatId, []) }),
    bells.onGap(() => {
      if (!bells.isHearing) return
      bells.ring('presence-wanted', {})
      ringAll()
    }),
  ]
  bells.ring('presence-wanted', {})

  return {
    users: (chatId: string): string[] => [...chats.get(chatId)?.values() ?? []].flat(),
    /** Says who listens here. */
    ring: (chatId: string, users: string[]): void => bells.ring('presence', { chatId, users }),
    close (): void { for (const stop of unlisten) stop() },
  }
}

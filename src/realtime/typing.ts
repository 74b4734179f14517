import type { Teller } from './teller.ts'

/** Who does not say again that they type has stopped. */
const typingMs = 5_000

export type Typing = ReturnType<typeof createTyping>

/** Tells the others who types. A person is one, whatever devices they have. */
export const createTyping = (teller: Teller) => {
  const timers = new Map<string, NodeJS.Timeout>()

  const stop = (chatId: string, userId: string): void => {
    const key = `${chatId} ${userId}`
    if (!timers.has(key)) return
    clearTimeout(timers.get(key))
    timers.delete(key)
    teller.others(chatId, userId, 'typing', { chatId, userId, typing: false })
  }

  return {
    /** Said again each time, for those who came meanwhile. */
    start (chatId: string, userId: string): void {
      const key = `${chatId} ${userId}`
      clearTimeout(timers.get(key))
      timers.set(key, setTimeout(stop, typingMs, chatId, userId).unref())
      teller.others(chatId, userId, 'typing', { chatId, userId, typing: true })
    },
    stop,
    close (): void {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}

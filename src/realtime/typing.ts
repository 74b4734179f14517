import type { Bells } from '../core/bells.ts'
import type { Teller } from './teller.ts'

/** Who does not say again that they type has stopped. */
const typingMs = 5_000

export type Typing = ReturnType<typeof createTyping>

/** Tells the others who types. A person is one, whatever devices they have. */
export const createTyping = (teller: Teller, bells: Pick<Bells, 'ring' | 'on'>) => {
  const timers = new Map<string, NodeJS.Timeout>()

  /** True when they typed until now. */
  const stopHere = (chatId: string, userId: string): boolean => {
    const key = `${chatId} ${userId}`
    if (!timers.has(key)) return false
    clearTimeout(timers.get(key))
    timers.delete(key)
    teller.others(chatId, userId, 'typing', { chatId, userId, typing: false })
    return true
  }

  const startHere = (chatId: string, userId: string): void => {
    const key = `${chatId} ${userId}`
    clearTimeout(timers.get(key))
    timers.set(key, setTimeout(stopHere, typingMs, chatId, userId).unref())
    teller.others(chatId, userId, 'typing', { chatId, userId, typing: true })
  }

  const unlisten = bells.on('typing', ({ chatId, userId, typing }) => { (typing ? startHere : stopHere)(chatId, userId) })

  return {
    /** Said again each time, for those who came meanwhile. */
    start (chatId: string, userId: string): void {
      startHere(chatId, userId)
      bells.ring('typing', { chatId, userId, typing: true })
    },
    stop (chatId: string, userId: string): void {
      if (stopHere(chatId, userId)) bells.ring('typing', { chatId, userId, typing: false })
    },
    close (): void {
      unlisten()
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}

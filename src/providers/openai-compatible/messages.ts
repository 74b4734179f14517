import type { ParamRule } from '../../core/provider.ts'

/** What a service cannot take in a message. */
export type MessageAccent = {
  /** It knows no `developer` role: such messages become `system`. */
  noDeveloper?: boolean
  /** Fields that it refuses in messages other than tool results. */
  without?: readonly string[]
}

/** A rule for `messages`. Messages that need no mending stay the very objects that they were. */
export const mendMessages = ({ noDeveloper = false, without = [] }: MessageAccent, detail: string): ParamRule => {
  const mend = (message: any): unknown => { // wire JSON
    if (typeof message !== 'object' || message === null || message.role === 'tool') return message
    const isDeveloper = noDeveloper && message.role === 'developer'
    if (!isDeveloper && !without.some(field => field in message)) return message
    const kept = Object.fromEntries(Object.entries(message).filter(([field]) => !without.includes(field)))
    return isDeveloper ? { ...kept, role: 'system' } : kept
  }
  const map = (messages: unknown): unknown => {
    if (!Array.isArray(messages)) return messages
    const mended = messages.map(mend)
    return mended.some((message, index) => message !== messages[index]) ? mended : messages
  }
  return { rule: 'map', map, detail }
}

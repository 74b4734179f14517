import { readLocal, writeLocal } from '../lib/local.ts'

const pauseMs = 300
const waiting = new Map<string, string>()
let timer: ReturnType<typeof setTimeout> | undefined

const name = (chatId: string | undefined): string => `draft.${chatId ?? 'new'}`

/** Writes what waits. */
export const saveDrafts = (): void => {
  clearTimeout(timer)
  timer = undefined
  for (const [key, text] of waiting) writeLocal(key, text === '' ? undefined : text)
  waiting.clear()
}

/** What somebody was writing in a chat, or for a new one. */
export const readDraft = (chatId: string | undefined): string => waiting.get(name(chatId)) ?? readLocal(name(chatId)) ?? ''

/** Kept a moment later: a key must cost nothing. */
export const writeDraft = (chatId: string | undefined, text: string): void => {
  waiting.set(name(chatId), text)
  timer ??= setTimeout(saveDrafts, pauseMs)
}

/** Whether anything is half written. */
export const hasDraft = (): boolean => {
  saveDrafts()
  try {
    return Object.keys(localStorage).some(key => key.startsWith('parlance.draft.'))
  } catch {
    return false
  }
}

if (typeof addEventListener === 'function') addEventListener('pagehide', saveDrafts)

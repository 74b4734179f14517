import { readLocalJson, writeLocal } from '../lib/local.ts'
import { createStore } from '../lib/store.ts'

/** When each chat was last looked at on this device. Those that were never opened here are not marked. */
const most = 300
export const seen = createStore<Readonly<Record<string, number>>>({})

export const readSeen = (): void => seen.set(readLocalJson('seen', {}))

export const noteSeen = (chatId: string): void => {
  const { [chatId]: _, ...others } = seen.get()
  const kept = Object.entries(others).sort(([, a], [, b]) => b - a).slice(0, most - 1)
  seen.set({ [chatId]: Date.now(), ...Object.fromEntries(kept) })
  writeLocal('seen', JSON.stringify(seen.get()))
}

/** Whether something was said since. */
export const isUnread = (times: Readonly<Record<string, number>>, { id, activeAt }: { id: string; activeAt: string }): boolean => {
  const at = times[id]
  return at !== undefined && Date.parse(activeAt) > at + 1_000
}

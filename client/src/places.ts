/** Keeps where each answer of each chat was left. */
export function createPlaces () {
  const chats = new Map<string, Map<string, number>>()

  return {
    /** Whether an event was not told before; notes that it is now. What has no place is always new. */
    isNew (event: object): boolean {
      const { id, chatId, type } = event as { id?: string; chatId?: string; type?: string }
      const [, generation, position] = /^(.+)\.(\d+)$/.exec(id ?? '') ?? []
      if (generation === undefined || chatId === undefined) return true
      const places = chats.get(chatId) ?? new Map<string, number>()
      chats.set(chatId, places)
      const known = places.get(generation)
      const at = Number(position)
      const isEnd = type === 'message.completed' || type === 'message.failed'
      if (!isEnd && known !== undefined && at <= known) return false
      if (isEnd) places.delete(generation)
      else places.set(generation, at)
      return true
    },
    /** The last events of the answers that have not ended. */
    of: (chatId: string): string[] => [...chats.get(chatId) ?? []].map(([generation, position]) => `${generation}.${position}`),
    forget: (chatId: string): void => { chats.delete(chatId) },
  }
}

import type { ChatRecord, ChatStore, MessageRecord, SearchStore } from '../core/chats.ts'
import type { Log, Principal } from '../core/ports.ts'
import { ownerOf } from './access.ts'
import type { BlindIndex } from './blind-index.ts'
import { hasWords, wordsOf } from './words.ts'

export type SearchOptions = { store: SearchStore; chats: ChatStore; index: BlindIndex; log: Log }

export type Search = ReturnType<typeof createSearch>

/** Where the words were found: in a message, or in the chat's title. */
export type Hit = { chat: ChatRecord; message: MessageRecord | undefined }

const batch = 500
const indexBatch = 50
/** So many hashes are held in memory for the index at the most, about 30 bytes each. */
const mostTokens = 500_000
/** So many places are read at the most for one question, however common its words are. */
const maxRead = 10_000

/** Finds what was said by the words in it. What is indexed is sealed; what is found is opened and read once more. */
export function createSearch ({ store, chats, index, log }: SearchOptions) {
  let running: Promise<void> | undefined
  let isDue = false

  /** Everything that is not indexed yet. What was written before the process died is found here too. */
  const catchUp = async (): Promise<void> => {
    for (;;) {
      const entries = await readDue()
      if (entries.length === 0) return
      await store.add(entries)
    }
  }

  /** After an import that is thousands of messages: the more at once, the less is written. */
  const readDue = async () => {
    const entries: Parameters<SearchStore['add']>[0][number][] = []
    let count = 0
    for (let after: string | undefined; count < mostTokens;) {
      const due = await store.unindexed(indexBatch, after)
      for (const { ownerId, chatId, targetId, text } of due) {
        const tokens = index.tokensOf(ownerId, await wordsOf(text))
        count += tokens.length
        entries.push({ chatId, targetId, tokens })
        if (targetId !== chatId) after = targetId
      }
      if (due.length < indexBatch || after === undefined) break
    }
    return entries
  }

  const run = (): void => {
    if (running !== undefined) {
      isDue = true
      return
    }
    isDue = false
    running = catchUp().catch((error: unknown) => log.error({ err: error }, 'what was said could not be indexed')).finally(() => {
      running = undefined
      if (isDue) run()
    })
  }

  return {
    /** To be called when something was said. */
    refresh: run,
    /** Resolves when all is indexed. */
    settled: async (): Promise<void> => {
      for (let current = running; current !== undefined; current = running) await current
    },

    /** Places that have every word, or words that begin so, newest first, each chat once. */
    async find (caller: Principal, query: string, limit: number): Promise<Hit[]> {
      const sought = [...await wordsOf(query.slice(0, 500))].slice(0, 10)
      if (sought.length === 0) return []
      const userId = ownerOf(caller)
      const hits: Hit[] = []
      const seen = new Set<string>()
      for (const ownerId of await store.ownersFor(userId)) {
        const words = sought.map(word => index.alternatives(ownerId, word))
        let before: number | undefined
        for (let read = 0; read < maxRead && hits.length < limit; read += batch) {
          const targets = await store.find({ words, limit: batch, before })
          for (const { chatId, targetId } of targets) {
            if (seen.has(chatId) || hits.length === limit) continue
            const hit = await open(chatId, targetId, userId, sought)
            if (hit === undefined) continue
            seen.add(chatId)
            hits.push(hit)
          }
          if (targets.length < batch) break
          before = targets.at(-1)!.number
        }
      }
      return hits.sort((left, right) => right.chat.activeAt - left.chat.activeAt)
    },
  }

  /** What is there, may be read by them, and has the words indeed. */
  async function open (chatId: string, targetId: string, userId: string, sought: readonly string[]): Promise<Hit | undefined> {
    const message = targetId === chatId ? undefined : await chats.findMessage(chatId, targetId)
    if (targetId !== chatId && (message === undefined || !await hasWords(searchedText(message), sought))) return undefined
    const chat = await chats.find(chatId)
    if (chat === undefined || (message === undefined && !await hasWords(chat.title ?? '', sought))) return undefined
    if (chat.ownerId !== userId && await chats.roleOf(chatId, userId) === undefined) return undefined
    return { chat, message }
  }
}

/** What of a message can be found. */
export const searchedText = ({ content }: Pick<MessageRecord, 'content'>): string =>
  content.map(part => part.type === 'text' || part.type === 'refusal' ? part.text : '').join('\n')

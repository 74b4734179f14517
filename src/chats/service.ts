import { createHmac } from 'node:crypto'
import type { ChatStore, GenerationStore, SearchStore } from '../core/chats.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Gateway } from '../gateway/index.ts'
import { type ChatsOptions, createChats } from './chats.ts'
import { type CountTokens, createComposer } from './compose.ts'
import { createBlindIndex } from './blind-index.ts'
import { createChatFeed } from './feed.ts'
import { createGenerations } from './generations.ts'
import { createMembers, type FindPerson } from './members.ts'
import { createOwnChats } from './own-data.ts'
import { createSearch } from './search.ts'
import { createShares } from './share.ts'
import { createTitleWriter } from './title-writer.ts'
import { createTransfers } from './transfer.ts'

export type ChatServiceOptions = Pick<ChatsOptions, 'windowOf' | 'readDocuments' | 'defaults'> & {
  store: ChatStore
  generationStore: GenerationStore
  searchStore: SearchStore
  /** 32 bytes, the same for ever. */
  searchKey: Buffer
  gateway: Gateway
  countTokens: CountTokens
  findPerson: FindPerson
  /** What a chat that nobody named is called: by its model, or by its first words. */
  autoTitle: 'model' | 'words'
  isAlone: boolean
  /** How long a process may be silent before its generations are closed by another, in milliseconds. */
  staleMs: number
  clock: Clock
  log: Log
}

/** What may be done with chats; every method checks its caller. */
export type Chats = ReturnType<typeof createChatService>['chats']

const hourMs = 3_600_000

/** The whole room, put together. */
export function createChatService ({ store, generationStore, searchStore, searchKey, gateway, countTokens, findPerson, autoTitle, isAlone, staleMs, clock, log, ...rest }: ChatServiceOptions) {
  const generations = createGenerations({ store: generationStore, chats: store, gateway, clock, log, isAlone, staleMs, heartbeatMs: Math.min(2000, staleMs / 5) })
  const search = createSearch({ store: searchStore, chats: store, index: createBlindIndex(searchKey), log })
  const onSaid = () => search.refresh()
  const feed = createChatFeed()
  const titles = createTitleWriter({ store, gateway, log, onNamed: onSaid })
  const onAnswered = autoTitle === 'model' ? titles.suggest : () => {}
  const shares = createShares({ store, findPerson, clock })
  const prune = () => { shares.prune().catch((error: unknown) => log.error({ err: error }, 'links that have expired could not be removed')) }
  const pruning = setInterval(prune, hourMs).unref()
  const chats = {
    ...createChats({ ...rest, store, generationStore, generations, compose: createComposer({ chats: store, countTokens }), onSaid, onAnswered, feed, search, requestKey: createHmac('sha256', searchKey).update('parlance requests').digest(), clock, log }),
    feed,
    shares,
    members: createMembers({ store, findPerson, feed, clock }),
    transfers: createTransfers({ ...rest, store, onSaid, clock, log }),
  }
  prune()
  search.refresh()
  return {
    chats,
    generations,
    search,
    ownChats: createOwnChats({ store, generationStore, generations, feed, clock }),
    /** Answers that are being written get so many milliseconds. Then all is saved. */
    async close (graceMs: number): Promise<void> {
      clearInterval(pruning)
      await titles.close()
      await generations.close(graceMs)
      await search.settled()
    },
  }
}

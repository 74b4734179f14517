import { createHmac } from 'node:crypto'
import type { AttachmentStore } from '../core/attachments.ts'
import type { Bells } from '../core/bells.ts'
import type { ChatStore, GenerationStore, SearchStore } from '../core/chats.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { RatingStore } from '../core/ratings.ts'
import type { SummaryStore } from '../core/summaries.ts'
import type { Gateway } from '../gateway/index.ts'
import { createAttachments } from './attachments.ts'
import { type ChatsOptions, createChats } from './chats.ts'
import { createComposer } from './compose.ts'
import { createBlindIndex } from './blind-index.ts'
import { createCompactor } from './compaction.ts'
import { createDeleting } from './deleting.ts'
import { createChatFeed } from './feed.ts'
import { createForking } from './fork.ts'
import { createGenerations } from './generations.ts'
import type { CountTokens } from './history.ts'
import { createMembers, type FindPerson } from './members.ts'
import { createOwnChats } from './own-data.ts'
import { createRatings } from './ratings.ts'
import { createRetention, type Retention } from './retention.ts'
import { createSearch } from './search.ts'
import { createShares } from './share.ts'
import { createSummariser } from './summarise.ts'
import { createTitleWriter } from './title-writer.ts'
import { createTransfers } from './transfer.ts'

export type ChatServiceOptions = Pick<ChatsOptions, 'windowOf' | 'documents' | 'defaults'> & {
  store: ChatStore
  generationStore: GenerationStore
  searchStore: SearchStore
  attachmentStore: AttachmentStore
  summaryStore: SummaryStore
  ratingStore: RatingStore
  /** 32 bytes, the same for ever. */
  searchKey: Buffer
  gateway: Gateway
  countTokens: CountTokens
  findPerson: FindPerson
  /** What a chat that nobody named is called: by its model, or by its first words. */
  autoTitle: 'model' | 'words'
  isAlone: boolean
  /** How other instances hear of what happens here, and the other way round. */
  bells?: Bells
  /** How long a process may be silent before its generations are closed by another, in milliseconds. */
  staleMs: number
  retention: Retention
  clock: Clock
  log: Log
}

/** What may be done with chats; every method checks its caller. */
export type Chats = ReturnType<typeof createChatService>['chats']

const hourMs = 3_600_000

/** The whole room, put together. */
export function createChatService ({ store, generationStore, searchStore, attachmentStore, summaryStore, ratingStore, searchKey, gateway, countTokens, findPerson, autoTitle, isAlone, bells, staleMs, retention, clock, log, ...rest }: ChatServiceOptions) {
  const generations = createGenerations({ store: generationStore, chats: store, gateway, clock, log, isAlone, ...bells !== undefined && { bells }, staleMs, heartbeatMs: Math.min(2000, staleMs / 5) })
  const search = createSearch({ store: searchStore, chats: store, index: createBlindIndex(searchKey), log })
  const attachments = createAttachments({ store: attachmentStore, chats: store, key: searchKey, log })
  const summariser = createSummariser({ store: summaryStore, chats: store, gateway, countTokens, clock, log })
  const compose = createComposer({ chats: store, countTokens, attachments, summariser })
  const compactor = createCompactor({ store: searchStore, clock, log })
  // a chat that was renamed leaves something behind, too
  const onSaid = () => {
    search.refresh()
    compactor.refresh()
  }
  const feed = createChatFeed(bells)
  const titles = createTitleWriter({ store, gateway, log, onNamed: onSaid })
  const onAnswered = autoTitle === 'model' ? titles.suggest : () => {}
  const shares = createShares({ store, attachments, findPerson, clock })
  const prune = () => { shares.prune().catch((error: unknown) => log.error({ err: error }, 'links that have expired could not be removed')) }
  const pruning = setInterval(prune, hourMs).unref()
  const chats = {
    ...createChats({ ...rest, store, generationStore, generations, compose, attachments, onSaid, onAnswered, feed, search, requestKey: createHmac('sha256', searchKey).update('parlance requests').digest(), clock, log }),
    ...createForking({ store, attachments, attachmentStore, clock, onSaid }),
    ...createDeleting({ store, feed, clock }),
    feed,
    attachments,
    shares,
    members: createMembers({ store, findPerson, feed, clock }),
    ratings: createRatings({ store: ratingStore, chats: store, clock }),
    transfers: createTransfers({ ...rest, store, attachments, onSaid, clock, log }),
  }
  const sweeper = createRetention({ store, generationStore, generations, feed, retention, clock, log })
  prune()
  feed.listen(({ type }) => { if (type === 'removed' || type === 'message-removed') compactor.refresh() })
  onSaid()
  attachments.start()
  sweeper.start()
  return {
    chats,
    generations,
    search,
    ownChats: createOwnChats({ store, generationStore, ratingStore, generations, attachments, feed, clock }),
    /** Answers that are being written get so many milliseconds. Then all is saved. */
    async close (graceMs: number): Promise<void> {
      clearInterval(pruning)
      await sweeper.close()
      await titles.close()
      await generations.close(graceMs)
      await search.settled()
      await compactor.close()
      await attachments.close()
    },
  }
}

import type { LedgerStore } from '../core/ledger.ts'
import type { UsageRequest } from '../schemas/analytics.ts'
import { toRequest } from './view.ts'

export type OwnUsageOptions = { store: Pick<LedgerStore, 'list' | 'anonymize'>; flush(): Promise<void> }

/** What somebody's calls came to: to take it along, and to have their name taken off it. */
export const createOwnUsage = ({ store, flush }: OwnUsageOptions) => ({
  collect: async (userId: string): Promise<{ usage: UsageRequest[] }> => {
    await flush()
    const usage: UsageRequest[] = []
    for (let cursor: string | undefined; ;) {
      const page = await store.list({ from: 0, to: Number.MAX_SAFE_INTEGER, filter: { userId }, limit: 500, cursor })
      for (const event of page.data) usage.push(toRequest(event))
      cursor = page.nextCursor
      if (cursor === undefined) return { usage }
    }
  },

  /** The sums must stay right, so nothing is removed: it belongs to nobody any more. */
  erase: async (userId: string): Promise<void> => {
    await flush()
    await store.anonymize(userId)
  },
})

import { GatewayError } from '../core/errors.ts'
import { type AnalyticsStore, emptySums, type LedgerStore, type UsageFilter, type UsageGrouping, type UsagePeriod, type UsageSums } from '../core/ledger.ts'
import type { Clock, Principal } from '../core/ports.ts'
import type { RequestQuery, SummaryQuery, UsageQuery, UsageReport, UsageRequest, UsageRequestPage, UsageRow, UsageSummary } from '../schemas/analytics.ts'
import { periodBefore, readHours, readPeriod } from './period.ts'
import { toIso } from './units.ts'
import { addUp, toRequest, toTotals } from './view.ts'

export type AnalyticsOptions = { store: AnalyticsStore; events: Pick<LedgerStore, 'list'>; clock: Clock }

/** Says what was used. Those without the scope see what is their own. */
export const createAnalytics = ({ store, events, clock }: AnalyticsOptions) => {
  const requests = async (caller: Principal, { limit = 50, cursor, ...query }: RequestQuery): Promise<UsageRequestPage> => {
    const { status, chatId } = query
    const { data, nextCursor } = await events.list({ ...readPeriod(query, clock()), filter: { ...filterOf(caller, query), status, chatId }, limit, cursor })
    return { data: data.map(toRequest), nextCursor: nextCursor ?? null }
  }

  return {
    usage: async (caller: Principal, { groupBy = 'model', ...query }: UsageQuery): Promise<UsageReport> => {
      const period = readHours(query, clock(), groupBy === 'hour')
      const sums = await store.sums({ ...period, by: groupBy, filter: filterOf(caller, query) })
      const isTime = groupBy === 'hour' || groupBy === 'day'
      const sorted = isTime ? fillTime(sums, period, groupBy) : byCost(sums)
      const names = groupBy === 'user' || groupBy === 'key' ? await store.names(groupBy, sorted.map(({ group }) => group)) : undefined
      return { ...toTimes(period), groupBy, data: sorted.map(one => toRow(one, isTime ? toIso(Number(one.group)) : one.group, names)) }
    },

    summary: async (caller: Principal, query: SummaryQuery): Promise<UsageSummary> => {
      const period = readHours(query, clock(), false)
      const filter = filterOf(caller, query)
      const models = await store.sums({ ...period, by: 'model', filter })
      const before = await store.sums({ ...periodBefore(period), by: undefined, filter })
      return {
        ...toTimes(period),
        totals: toTotals(addUp(models)),
        previous: toTotals(addUp(before)),
        topModels: byCost(models).filter(({ group }) => group !== '').slice(0, 10).map(model => toRow(model, model.group)),
      }
    },

    requests,

    /** Throws what `allRequests` would, while an error can still be told. */
    check (caller: Principal, query: RequestQuery): void {
      readPeriod(query, clock())
      filterOf(caller, query)
    },

    /** Every request of a period, page by page. What comes meanwhile is not among them. */
    async * allRequests (caller: Principal, query: RequestQuery): AsyncGenerator<UsageRequest> {
      const to = query.to ?? toIso(clock() + 1)
      for (let cursor = query.cursor; ;) {
        const page = await requests(caller, { ...query, to, limit: 500, cursor } as RequestQuery) // an absent cursor begins
        yield * page.data
        if (page.nextCursor === null) return
        cursor = page.nextCursor
      }
    },
  }
}

/** Whose usage somebody may see. Throws `forbidden` for that of others. */
const filterOf = ({ isAdmin, scopes, userId }: Principal, { model, provider, asked, userId: wanted, keyId }: UsageFilter): UsageFilter => {
  const filter = { model, provider, asked, keyId }
  if (isAdmin || scopes.includes('analytics')) return { ...filter, userId: wanted }
  if (userId === undefined || (wanted !== undefined && wanted !== userId)) throw new GatewayError('forbidden', 'Only your own usage is yours to see.', { param: 'userId' })
  return { ...filter, userId }
}

const toTimes = ({ from, to }: UsagePeriod) => ({ from: toIso(from), to: toIso(to) })

const toRow = (sums: UsageSums, group: string, names?: ReadonlyMap<string, string>): UsageRow =>
  ({ group: group === '' ? null : group, name: names?.get(sums.group) ?? null, ...toTotals(sums) })

const byCost = (sums: readonly UsageSums[]): UsageSums[] =>
  [...sums].sort((left, right) => right.costNano - left.costNano || right.requests - left.requests || (left.group < right.group ? -1 : 1))

const spans: Readonly<Record<Extract<UsageGrouping, 'hour' | 'day'>, number>> = { hour: 3_600_000, day: 86_400_000 }

/** Every hour or day of the period, in order. */
const fillTime = (sums: readonly UsageSums[], { from, to }: UsagePeriod, by: 'hour' | 'day'): UsageSums[] => {
  const byStart = new Map(sums.map(one => [one.group, one]))
  const filled: UsageSums[] = []
  for (let start = Math.floor(from / spans[by]) * spans[by]; start < to; start += spans[by]) filled.push(byStart.get(String(start)) ?? emptySums(String(start)))
  return filled
}

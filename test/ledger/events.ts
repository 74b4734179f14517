// Events that the tests of the ledger change as they need, and what they add up to when one adds by hand.
import fc from 'fast-check'
import { type UsageEvent, type UsageFilter, type UsageGrouping, type UsagePeriod, type UsageSums, emptySums } from '../../src/core/ledger.ts'
import { bucketOf } from '../../src/lib/histogram.ts'
import type { Database } from '../../src/storage/index.ts'
import { createUsers, other } from '../storage/user-records.ts'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
/** The morning of a day. */
export const dawn = Date.parse('2026-11-21T00:00:00Z')

let count = 0

export const usageEvent = (change: Partial<UsageEvent> = {}): UsageEvent => ({
  id: `use_${String(++count).padStart(8, '0')}`,
  at: dawn,
  attempt: 0,
  requestId: `req_${count}`,
  operation: 'chat',
  door: 'openai-chat',
  route: '/api/v1/chat/completions',
  provider: 'openai',
  model: 'gpt-4o',
  asked: 'openai/gpt-4o',
  userId: undefined,
  keyId: 'key_1',
  chatId: undefined,
  endUser: undefined,
  status: 'ok',
  errorKind: undefined,
  isStream: true,
  cache: undefined,
  inputTokens: 10,
  outputTokens: 5,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: undefined,
  isEstimated: false,
  costNano: 75_000,
  pricing: { input: 2.5, output: 10 },
  latencyMs: 800,
  timeToFirstTokenMs: 200,
  latencyBucket: bucketOf(800),
  ttftBucket: bucketOf(200),
  attempts: 1,
  failedAttempts: [],
  ...change,
})

export const batchOf = (events: readonly UsageEvent[]) => ({ id: `ubt_${++count}`, events, at: dawn })

/** Accounts `usr_1` to `usr_<many>`: what belongs to none is taken for what was left by an erased one. */
export const addAccounts = async (database: Database, many: number): Promise<void> => {
  const users = createUsers(database)
  for (let number = 1; number <= many; number++) await users.insert(other(number), 'invited')
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const tokens = maybe(fc.nat(100_000))

/** Any event of some days, of a few people, keys and models. */
export const anyEvent: fc.Arbitrary<UsageEvent> = fc.record({
  at: fc.integer({ min: dawn - 3 * dayMs, max: dawn + 3 * dayMs }),
  attempt: fc.constantFrom(0, 0, 0, 1),
  userId: fc.constantFrom(undefined, 'usr_1', 'usr_2'),
  keyId: fc.constantFrom(undefined, 'key_1', 'key_2'),
  provider: fc.constantFrom(undefined, 'openai', 'anthropic'),
  model: fc.constantFrom('gpt-4o', 'claude', 'a/b'),
  asked: fc.constantFrom('fast', 'gpt-4o'),
  status: fc.constantFrom('ok' as const, 'failed' as const, 'aborted' as const),
  errorKind: fc.constantFrom(undefined, 'model_not_found' as const, 'upstream_timeout' as const),
  cache: fc.constantFrom(undefined, 'hit' as const, 'miss' as const),
  inputTokens: tokens,
  outputTokens: tokens,
  cacheReadTokens: tokens,
  cacheWriteTokens: tokens,
  reasoningTokens: tokens,
  costNano: maybe(fc.nat(2_000_000_000)),
  latencyBucket: maybe(fc.nat(350)),
  ttftBucket: maybe(fc.nat(350)),
}).map(usageEvent)

const isUnknown = ({ provider, errorKind }: UsageEvent) => provider === undefined || errorKind === 'model_not_found'

const groupOf = (event: UsageEvent, by: UsageGrouping): string => {
  const model = isUnknown(event) ? '' : event.model
  switch (by) {
    case 'model': return event.provider === undefined ? '' : `${event.provider}/${model}`
    case 'provider': return event.provider ?? ''
    case 'asked': return isUnknown(event) ? '' : event.asked
    case 'user': return event.userId ?? ''
    case 'key': return event.keyId ?? ''
    case 'hour': return String(event.at - event.at % hourMs)
    case 'day': return String(event.at - event.at % dayMs)
  }
}

const isWanted = (event: UsageEvent, { from, to }: UsagePeriod, { userId, keyId, provider, model, asked }: UsageFilter): boolean =>
  event.at >= from && event.at < to && (userId ?? event.userId) === event.userId && (keyId ?? event.keyId) === event.keyId &&
  (provider ?? event.provider) === event.provider && (model === undefined || (!isUnknown(event) && event.model === model)) && (asked === undefined || (!isUnknown(event) && event.asked === asked))

/** What events add up to, the plain way. */
export const addByHand = (events: readonly UsageEvent[], { by, filter, ...period }: UsagePeriod & { by: UsageGrouping; filter: UsageFilter }): UsageSums[] => {
  const groups = new Map<string, UsageSums>()
  for (const event of events.filter(one => isWanted(one, period, filter))) {
    const group = groupOf(event, by)
    const sums = groups.get(group) ?? emptySums(group)
    groups.set(group, sums)
    const isCall = event.attempt === 0
    sums.requests += Number(isCall)
    sums.errors += Number(isCall && event.status === 'failed')
    sums.aborted += Number(isCall && event.status === 'aborted')
    sums.cacheHits += Number(isCall && event.cache === 'hit')
    for (const name of ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'reasoningTokens', 'costNano'] as const) sums[name] += event[name] ?? 0
    sums.unpriced += Number(event.costNano === undefined && event.inputTokens !== undefined)
    if (event.latencyBucket !== undefined) sums.latency.set(event.latencyBucket, (sums.latency.get(event.latencyBucket) ?? 0) + 1)
    if (event.ttftBucket !== undefined) sums.ttft.set(event.ttftBucket, (sums.ttft.get(event.ttftBucket) ?? 0) + 1)
  }
  return [...groups.values()]
}

/** In one order, histograms as lists. */
export const inOrder = (sums: readonly UsageSums[]) => sums
  .map(({ latency, ttft, ...rest }) => ({ ...rest, latency: sorted(latency), ttft: sorted(ttft) }))
  .sort((left, right) => left.group < right.group ? -1 : 1)

const sorted = (histogram: ReadonlyMap<number, number>) => [...histogram].sort(([left], [right]) => left - right)

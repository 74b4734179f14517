import { test } from 'tap'
import type { EventQuery, UsageEvent } from '../../src/core/ledger.ts'
import { createLedgerStore, createRollupStore } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { addAccounts, batchOf, dawn, dayMs, hourMs, usageEvent } from './events.ts'

const always = { from: dawn - 400 * dayMs, to: dawn + 400 * dayMs }

const readAll = async (list: (query: EventQuery) => Promise<{ data: UsageEvent[]; nextCursor: string | undefined }>, query: Omit<EventQuery, 'cursor'>) => {
  const pages: UsageEvent[][] = []
  for (let cursor: string | undefined; ;) {
    const { data, nextCursor } = await list({ ...query, cursor })
    pages.push(data)
    cursor = nextCursor
    if (cursor === undefined) return { pages, ids: pages.flat().map(({ id }) => id) }
  }
}

const newestFirst = (events: readonly UsageEvent[]) => [...events].sort((left, right) => right.at - left.at || (left.id < right.id ? 1 : -1)).map(({ id }) => id)

test('an event comes back as it was written', t => forEachDatabase(t, async (t, database) => {
  const { append, list } = createLedgerStore(database)
  const event = usageEvent({ userId: 'usr_1', chatId: 'cht_1', endUser: 'wörld 👋', errorKind: 'upstream_cut', status: 'failed', cache: 'miss', reasoningTokens: 3, failedAttempts: [{ provider: 'a', model: 'm', latencyMs: 3, error: 'upstream_timeout', costNano: 7 }], pricing: { input: 1, tiers: [{ above: 10, input: 2 }] } })
  const bare = usageEvent({ at: dawn - 1, provider: undefined, requestId: undefined, keyId: undefined, inputTokens: undefined, outputTokens: undefined, cacheReadTokens: undefined, cacheWriteTokens: undefined, costNano: undefined, pricing: undefined, timeToFirstTokenMs: undefined, latencyBucket: undefined, ttftBucket: undefined, isStream: false })
  await append(batchOf([event, bare]))
  t.strictSame((await list({ ...always, filter: {}, limit: 10 })).data, [event, bare])
}))

test('pages follow each other without a gap or a double, also among events of one moment, whatever is added up', t => forEachDatabase(t, async (t, database) => {
  const { append, list } = createLedgerStore(database)
  const rollups = createRollupStore(database)
  await addAccounts(database, 3)
  const events = Array.from({ length: 100 }, (_, at) => usageEvent({ at: dawn + Math.floor(at / 7) * hourMs / 3, userId: `usr_${at % 3 + 1}`, status: at % 5 === 0 ? 'failed' : 'ok' }))
  for (let at = 0; at < events.length; at += 25) await append(batchOf(events.slice(at, at + 25)))
  for (const rolled of [0, 60, 100]) {
    if (rolled > 0) await rollups.roll(rolled)
    for (const limit of [1, 7, 100]) {
      t.strictSame((await readAll(list, { ...always, filter: {}, limit })).ids, newestFirst(events), `${limit} a page`)
      t.strictSame((await readAll(list, { ...always, filter: { userId: 'usr_2' }, limit })).ids, newestFirst(events.filter(({ userId }) => userId === 'usr_2')), `${limit} a page, of a user`)
      t.strictSame((await readAll(list, { ...always, filter: { userId: 'usr_2', status: 'failed' }, limit })).ids, newestFirst(events.filter(({ userId, status }) => userId === 'usr_2' && status === 'failed')), `${limit} a page, of a user, failed`)
    }
  }
  const some = { from: dawn + hourMs + 1, to: dawn + 5 * hourMs }
  t.strictSame((await readAll(list, { ...some, filter: { userId: 'usr_1' }, limit: 3 })).ids, newestFirst(events.filter(({ userId, at }) => userId === 'usr_1' && at >= some.from && at < some.to)))
}))

test('what is rare is found page by page, and no page looks through everything', t => forEachDatabase(t, async (t, database) => {
  const { append, list } = createLedgerStore(database)
  const rare = [usageEvent({ at: dawn + 130_000, asked: 'rare' }), usageEvent({ at: dawn, asked: 'rare' })]
  for (let at = 1; at <= 120_000; at += 5000) await append(batchOf(Array.from({ length: 5000 }, (_, index) => usageEvent({ at: dawn + at + index }))))
  await append(batchOf(rare))
  const { pages, ids } = await readAll(list, { ...always, filter: { asked: 'rare' }, limit: 10 })
  t.strictSame(ids, rare.map(({ id }) => id))
  t.strictSame(pages.map(page => page.length), [1, 1])
}))

test('a cursor that is none, and one from before all, lead nowhere', t => forEachDatabase(t, async (t, database) => {
  const { append, list } = createLedgerStore(database)
  await append(batchOf([usageEvent()]))
  for (const cursor of ['nonsense', "'; drop table usage_event", '0-0', 'zzzzzzzzzzzz-1']) t.strictSame((await list({ ...always, filter: {}, limit: 10, cursor })).data, [], cursor)
}))

test('attempts are no requests', t => forEachDatabase(t, async (t, database) => {
  const { append, list } = createLedgerStore(database)
  const call = usageEvent()
  await append(batchOf([call, usageEvent({ attempt: 1 })]))
  t.strictSame((await list({ ...always, filter: {}, limit: 10 })).data.map(({ id }) => id), [call.id])
}))

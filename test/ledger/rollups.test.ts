import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { sql } from 'kysely'
import { test } from 'tap'
import { usageGroupings } from '../../src/core/ledger.ts'
import { createAnalyticsStore, createLedgerStore, createRollupStore, type Database } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { many } from '../helpers/many.ts'
import '../helpers/seeded.ts'
import { openSecond } from '../storage/user-records.ts'
import { addAccounts, addByHand, anyEvent, batchOf, dawn, dayMs, hourMs, inOrder, usageEvent } from './events.ts'

const open = (database: Database) => ({ db: database.db, ledger: createLedgerStore(database), rollups: createRollupStore(database), analytics: createAnalyticsStore(database) })

const clear = async ({ db }: Database) => {
  for (const table of ['usage_event', 'usage_batch', 'usage_rollup'] as const) await db.deleteFrom(table).execute()
}

const everything = { from: dawn - 10 * dayMs, to: dawn + 10 * dayMs, filter: {} }

const hours = fc.integer({ min: -80, max: 80 }).map(hour => dawn + hour * hourMs)
const filters = fc.record({
  userId: fc.constantFrom(undefined, 'usr_1'),
  keyId: fc.constantFrom(undefined, 'key_2'),
  provider: fc.constantFrom(undefined, 'openai'),
  model: fc.constantFrom(undefined, undefined, 'gpt-4o'),
  asked: fc.constantFrom(undefined, undefined, 'fast'),
})

test('whatever was written and however much of it was added up already, every grouping says what adding by hand does', t => forEachDatabase(t, async (t, database) => {
  const { ledger, rollups, analytics } = open(database)
  await addAccounts(database, 2)
  await fc.assert(fc.asyncProperty(
    fc.array(fc.record({ events: fc.array(anyEvent, { minLength: 1, maxLength: 40 }), roll: fc.nat(3) }), { minLength: 1, maxLength: 5 }),
    fc.tuple(hours, hours), filters,
    async (steps, [one, other], filter) => {
      await clear(database)
      for (const { events, roll } of steps) {
        await ledger.append(batchOf(events))
        if (roll > 0) await rollups.roll(roll)
      }
      const events = steps.flatMap(step => step.events)
      const query = { from: Math.min(one, other), to: Math.max(one, other) + hourMs, filter }
      for (const by of usageGroupings) {
        const expected = inOrder(addByHand(events, { ...query, by }))
        deepStrictEqual(inOrder(await analytics.sums({ ...query, by })), expected, `by ${by}`)
      }
    }), { numRuns: many(60), endOnFailure: true })
  t.pass('by each of them')
}))

test('events that come late are added to the hour that they belong to', t => forEachDatabase(t, async (t, database) => {
  const { ledger, rollups, analytics } = open(database)
  await ledger.append(batchOf([usageEvent({ at: dawn })]))
  await rollups.roll(100)
  await ledger.append(batchOf([usageEvent({ at: dawn - 5 * dayMs }), usageEvent({ at: dawn + 1 })]))
  await rollups.roll(100)
  const sums = await analytics.sums({ ...everything, by: 'day' })
  t.strictSame(inOrder(sums).map(({ group, requests }) => [Number(group), requests]), [[dawn - 5 * dayMs, 1], [dawn, 2]])
}))

test('a transaction that breaks off in the middle of adding up leaves everything as it was, and the next one adds all', t => forEachDatabase(t, async (t, database) => {
  const { ledger, rollups, analytics } = open(database)
  await ledger.append(batchOf([usageEvent()]))
  await ledger.append(batchOf([usageEvent({ at: dawn + dayMs })]))
  await rollups.roll(1)
  // that a batch is in the sums is the last thing that is written: when that fails, everything before it has been done
  if (database.engine === 'sqlite') await sql`create trigger breaks before update of sums on usage_batch begin select raise(abort, 'power cut'); end`.execute(database.db)
  else await sql`alter table usage_batch add constraint breaks check (sums is not null) not valid`.execute(database.db)
  await t.rejects(rollups.roll(1))
  t.equal((await analytics.sums({ ...everything, by: undefined }))[0]?.requests, 2, 'nothing is missing and nothing counts twice')
  if (database.engine === 'sqlite') await sql`drop trigger breaks`.execute(database.db)
  else await sql`alter table usage_batch drop constraint breaks`.execute(database.db)
  t.equal(await rollups.roll(10), 1)
  t.equal(await rollups.roll(10), 0)
  t.equal((await analytics.sums({ ...everything, by: undefined }))[0]?.requests, 2)
}))

test('processes that add up at the same time add nothing twice', t => forEachDatabase(t, async (t, database, place) => {
  const [first, second] = [open(database), open(await openSecond(database, place))]
  const events = Array.from({ length: 300 }, (_, at) => usageEvent({ at: dawn + at * 60_000, costNano: at }))
  const write = async ({ ledger }: typeof first, from: number) => {
    for (let at = from; at < events.length; at += 20) await ledger.append(batchOf(events.slice(at, at + 10)))
  }
  const roll = async ({ rollups }: typeof first) => {
    for (let round = 0; round < 15; round++) await rollups.roll(2)
  }
  await Promise.all([write(first, 0), write(second, 10), roll(first), roll(second)])
  await roll(first)
  t.strictSame(inOrder(await second.analytics.sums({ ...everything, by: 'hour' })), inOrder(addByHand(events, { ...everything, by: 'hour' })))
  t.strictSame(await database.db.selectFrom('usage_batch').select('id').where('sums', 'is not', null).execute(), [], 'and all of it is added up')
}))

test('what is still being written when others are added up is not passed over', t => forEachDatabase(t, async (t, database, place) => {
  if (database.engine === 'sqlite') return t.comment('SQLite has one writer')
  const [first, second] = [open(database), open(await place.open())]
  // a transaction that has written and is not at its end
  const { promise: isLet, resolve: letGo } = Promise.withResolvers<void>()
  const { promise: hasBegun, resolve: begun } = Promise.withResolvers<void>()
  const slow = database.db.transaction().execute(async transaction => {
    await createLedgerStore({ ...database, lightly: work => work(transaction) }).append(batchOf([usageEvent()]))
    begun()
    await isLet
  })
  await hasBegun
  await second.ledger.append(batchOf([usageEvent()]))
  t.equal(await second.rollups.roll(100), 1, 'it is not waited for')
  letGo()
  await slow
  t.equal(await first.rollups.roll(100), 1)
  t.equal((await first.analytics.sums({ ...everything, by: undefined }))[0]?.requests, 2)
}))

test('one process at a time holds the claim, until it lets go or is not heard of any more', t => forEachDatabase(t, async (t, database) => {
  const { rollups } = open(database)
  t.equal(await rollups.claim('a', 1000, 0), true)
  t.equal(await rollups.claim('b', 1500, 500), false)
  t.equal(await rollups.claim('a', 2000, 900), true, 'who has it may keep it')
  t.equal(await rollups.claim('b', 3000, 2000), true, 'silent for too long')
  await rollups.release('a')
  t.equal(await rollups.claim('a', 4000, 2500), false, 'nobody lets go for others')
  await rollups.release('b')
  t.equal(await rollups.claim('a', 4000, 2500), true)
}))

test('old events go when they are in the sums, and the sums stay', t => forEachDatabase(t, async (t, database) => {
  const { ledger, rollups, analytics } = open(database)
  await ledger.append(batchOf([usageEvent({ at: dawn - 2 * dayMs }), usageEvent({ at: dawn - 2 * dayMs }), usageEvent({ at: dawn })]))
  const before = { before: dawn - dayMs, now: dawn, limit: 100 }
  t.equal(await rollups.prune({ ...before, now: dawn + 2 * dayMs }), 0, 'not before they are added up')
  t.equal(await rollups.roll(100), 1)
  t.equal(await rollups.prune({ ...before, limit: 1 }), 1)
  t.equal(await rollups.prune(before), 1)
  t.equal(await rollups.prune(before), 0)
  t.strictSame((await ledger.list({ ...everything, limit: 10 })).data.map(({ at }) => at), [dawn])
  t.equal((await analytics.sums({ ...everything, by: undefined }))[0]?.requests, 3)
}))

test('histograms that were joined for long are added up, and say the same', t => forEachDatabase(t, async (t, database) => {
  const { ledger, rollups, analytics } = open(database)
  const events = Array.from({ length: 5000 }, (_, at) => usageEvent({ latencyBucket: at % 7 + 100, ttftBucket: undefined }))
  for (let at = 0; at < events.length; at += 1000) {
    await ledger.append(batchOf(events.slice(at, at + 1000)))
    await rollups.roll(1000)
  }
  const [longest] = await database.db.selectFrom('usage_rollup').select(({ fn }) => fn.max(sql<number>`length(latency)`).as('length')).execute()
  t.ok(longest!.length < 10_000, `${longest!.length} characters`)
  t.strictSame(inOrder(await analytics.sums({ ...everything, by: 'model' })), inOrder(addByHand(events, { ...everything, by: 'model' })))
}))

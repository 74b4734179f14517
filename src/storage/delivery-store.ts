import { sql } from 'kysely'
import { type DeliveryRecord, type DeliveryStore, hears, type Lane } from '../core/webhooks.ts'
import { createId } from '../lib/ids.ts'
import type { Database } from './database.ts'
import { toDelivery, toEventRow, toNewRow } from './delivery-rows.ts'

/** Both engines bind tens of thousands of values to a statement. */
const pruned = 1000

/** Keeps events and their deliveries: the outbox. */
export const createDeliveryStore = ({ db, atomically }: Database): DeliveryStore => {
  const deliveries = () => db.selectFrom('webhook_delivery').innerJoin('webhook_event', 'webhook_event.id', 'webhook_delivery.event_id')
    .selectAll('webhook_delivery').select(['webhook_event.type', 'webhook_event.owner_id', 'webhook_event.payload', 'webhook_event.at'])

  /** Always in the same order, so that two changes cannot wait for each other. A lane that waits for its time goes on waiting. */
  const openLanes = async (lanes: readonly (Lane & { nextAt: number })[]): Promise<void> => {
    const distinct = new Map(lanes.map(lane => [`${lane.webhookId} ${lane.subject}`, lane]))
    const rows = [...distinct].sort(([a], [b]) => a < b ? -1 : 1)
      .map(([, { webhookId, subject, nextAt }]) => ({ webhook_id: webhookId, subject, next_at: nextAt, token: null, leased_until: 0, version: 0 }))
    await db.insertInto('webhook_lane').values(rows)
      .onConflict(conflict => conflict.columns(['webhook_id', 'subject']).doUpdateSet({ version: sql<number>`webhook_lane.version + 1` })).execute()
  }

  const insertDeliveries = async (records: readonly Parameters<typeof toNewRow>[0][]): Promise<void> => {
    await db.insertInto('webhook_delivery').values(records.map(toNewRow)).execute()
    await openLanes(records.map(({ webhookId, event, createdAt }) => ({ webhookId, subject: event.subject, nextAt: createdAt })))
  }

  const claimed = ({ webhookId, subject }: Lane, token: string) =>
    db.updateTable('webhook_lane').where('webhook_id', '=', webhookId).where('subject', '=', subject).where('token', '=', token)

  return {
    write: events => atomically(async () => {
      const webhooks = await db.selectFrom('webhook').select(['id', 'owner_id', 'events']).where('is_enabled', '=', true).orderBy('id').execute()
      const heard = events.map(event => ({ event, webhooks: webhooks.filter(({ owner_id: ownerId, events: wanted }) => hears({ ownerId: ownerId ?? undefined, events: wanted }, event)) }))
        .filter(({ webhooks }) => webhooks.length > 0)
      if (heard.length === 0) return 0
      await db.insertInto('webhook_event').values(heard.map(({ event }) => toEventRow(event))).execute()
      const records = heard.flatMap(({ event, webhooks }) =>
        webhooks.map(({ id: webhookId }) => ({ id: createId('dlv'), webhookId, event, repeats: undefined, createdAt: event.at })))
      await insertDeliveries(records)
      return records.length
    }),

    due: async ({ now, limit, except }) => {
      const rows = await db.selectFrom('webhook_lane').select(['webhook_id', 'subject'])
        .where('next_at', '<=', now).where('leased_until', '<=', now)
        .$if(except.length > 0, query => query.where('webhook_id', 'not in', except))
        .orderBy('next_at').limit(limit).execute()
      return rows.map(row => ({ webhookId: row.webhook_id, subject: row.subject }))
    },

    claim: async ({ webhookId, subject }, { token, now, leasedUntil }) => {
      const { numUpdatedRows } = await db.updateTable('webhook_lane').set({ token, leased_until: leasedUntil })
        .where('webhook_id', '=', webhookId).where('subject', '=', subject).where('next_at', '<=', now).where('leased_until', '<=', now).executeTakeFirst()
      return numUpdatedRows > 0n
    },

    head: async ({ webhookId, subject }) => {
      // the version first: what is added after it was read changes it
      const lane = await db.selectFrom('webhook_lane').select('version').where('webhook_id', '=', webhookId).where('subject', '=', subject).executeTakeFirst()
      const row = await deliveries().where('webhook_delivery.webhook_id', '=', webhookId).where('webhook_delivery.subject', '=', subject)
        .where('webhook_delivery.status', '=', sql.lit('pending')).orderBy('webhook_delivery.sequence').limit(1).executeTakeFirst()
      return { version: lane?.version ?? 0, delivery: row && toDelivery(row) }
    },

    settle: (lane, token, { id, status, attempts, attemptCount, firstAttemptAt, endedAt, nextAt, leasedUntil }) => atomically(async () => {
      const { numUpdatedRows } = await claimed(lane, token)
        .set(nextAt === undefined ? { leased_until: leasedUntil } : { next_at: nextAt, token: null, leased_until: 0 }).executeTakeFirst()
      if (numUpdatedRows === 0n) return false
      await db.updateTable('webhook_delivery')
        .set({ status, attempts: JSON.stringify(attempts), attempt_count: attemptCount, first_attempt_at: firstAttemptAt ?? null, ended_at: endedAt ?? null })
        .where('id', '=', id).execute()
      return true
    }),

    close: async ({ webhookId, subject }, token, version) => {
      const mine = () => db.selectFrom('webhook_lane').select('version').where('webhook_id', '=', webhookId).where('subject', '=', subject).where('token', '=', token)
      const { numDeletedRows } = await db.deleteFrom('webhook_lane').where('webhook_id', '=', webhookId).where('subject', '=', subject)
        .where('token', '=', token).where('version', '=', version).executeTakeFirst()
      if (numDeletedRows > 0n) return 'closed'
      return await mine().executeTakeFirst() === undefined ? 'lost' : 'changed'
    },

    release: async (lane, token, { isPaused = false } = {}) => {
      await claimed(lane, token).set({ token: null, leased_until: 0, ...isPaused && { next_at: null } }).execute()
    },

    resume: async (webhookId, now) => {
      await db.updateTable('webhook_lane').set({ next_at: now }).where('webhook_id', '=', webhookId).execute()
    },

    releaseAll: async () => {
      await db.updateTable('webhook_lane').set({ token: null, leased_until: 0 }).where('leased_until', '>', 0).execute()
    },

    drop: webhookId => atomically(async () => {
      await db.deleteFrom('webhook_lane').where('webhook_id', '=', webhookId).execute()
      await db.deleteFrom('webhook_delivery').where('webhook_id', '=', webhookId).execute()
    }),

    countPending: async () => {
      const { count } = await db.selectFrom('webhook_delivery').select(({ fn }) => fn.countAll<number>().as('count')).where('status', '=', 'pending').executeTakeFirstOrThrow()
      return Number(count)
    },

    find: async (webhookId, id) => {
      const row = await deliveries().where('webhook_delivery.webhook_id', '=', webhookId).where('webhook_delivery.id', '=', id).executeTakeFirst()
      return row && toDelivery(row)
    },

    list: async (webhookId, { limit, cursor, status }) => {
      const rows = await deliveries()
        .leftJoin('webhook_lane', join => join.onRef('webhook_lane.webhook_id', '=', 'webhook_delivery.webhook_id').onRef('webhook_lane.subject', '=', 'webhook_delivery.subject'))
        .select('webhook_lane.next_at').where('webhook_delivery.webhook_id', '=', webhookId)
        .$if(status !== undefined, query => query.where('webhook_delivery.status', '=', status!))
        .$if(cursor !== undefined, query => query.where('webhook_delivery.id', '<', cursor!))
        .orderBy('webhook_delivery.id', 'desc').limit(limit + 1).execute()
      const data = rows.slice(0, limit).map(row => ({ ...toDelivery(row), nextAt: row.status === 'pending' ? row.next_at ?? undefined : undefined }))
      return { data, nextCursor: rows.length > limit ? data.at(-1)?.id : undefined }
    },

    repeat: (delivery, id, now) => atomically(async () => {
      const record: DeliveryRecord = { ...delivery, id, status: 'pending', attempts: [], attemptCount: 0, firstAttemptAt: undefined, repeats: delivery.id, createdAt: now, endedAt: undefined }
      await insertDeliveries([record])
      return record
    }),

    prune: async before => {
      const ended = await db.deleteFrom('webhook_delivery').where('sequence', 'in', query => query.selectFrom('webhook_delivery').select('sequence')
        .where('status', '<>', sql.lit('pending')).where('ended_at', '<', before).limit(pruned)).executeTakeFirst()
      const told = await db.deleteFrom('webhook_event').where('id', 'in', query => query.selectFrom('webhook_event').select('id').where('at', '<', before)
        .where(({ not, exists, selectFrom }) => not(exists(selectFrom('webhook_delivery').select('id').whereRef('webhook_delivery.event_id', '=', 'webhook_event.id')))).limit(pruned)).executeTakeFirst()
      return ended.numDeletedRows + told.numDeletedRows >= BigInt(pruned)
    },
  }
}

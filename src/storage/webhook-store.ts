import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Vault } from '../core/ports.ts'
import type { WebhookChange, WebhookRecord, WebhookStore } from '../core/webhooks.ts'
import type { Database } from './database.ts'
import type { WebhookTable } from './tables.ts'

/** Keeps webhooks, their secrets sealed. */
export const createWebhookStore = ({ db, engine, atomically }: Database, vault: Vault): WebhookStore => {
  const read = (row: Selectable<WebhookTable>): WebhookRecord => toRecord(row, vault)

  return {
    insert: async webhook => {
      await db.insertInto('webhook').values(toRow(webhook, vault)).execute()
    },

    find: async id => {
      const row = await db.selectFrom('webhook').selectAll().where('id', '=', id).executeTakeFirst()
      return row && read(row)
    },

    list: async ({ limit, cursor, ownerId }) => {
      const rows = await db.selectFrom('webhook').selectAll()
        .$if(ownerId !== undefined, query => query.where('owner_id', '=', ownerId!))
        .$if(cursor !== undefined, query => query.where('id', '<', cursor!))
        .orderBy('id', 'desc').limit(limit + 1).execute()
      const data = rows.slice(0, limit).map(read)
      return { data, nextCursor: rows.length > limit ? data.at(-1)?.id : undefined }
    },

    wishes: async () => {
      const rows = await db.selectFrom('webhook').select(['owner_id', 'events']).where('is_enabled', '=', true).execute()
      return rows.map(({ owner_id: ownerId, events }) => ({ ownerId: ownerId ?? undefined, events }))
    },

    update: (id, change) => atomically(async () => {
      const row = await db.selectFrom('webhook').selectAll().where('id', '=', id).$if(engine === 'postgres', query => query.forUpdate()).executeTakeFirst()
      if (row === undefined) return undefined
      const webhook = { ...read(row), ...change } as WebhookRecord
      await db.updateTable('webhook').set(writeChange(webhook, change, vault)).where('id', '=', id).execute()
      return webhook
    }),

    noteFailing: async (id, since) => {
      await db.updateTable('webhook').set({ failing_since: since ?? null }).where('id', '=', id).execute()
    },

    remove: id => atomically(async () => {
      const { numDeletedRows } = await db.deleteFrom('webhook').where('id', '=', id).executeTakeFirst()
      await db.deleteFrom('webhook_lane').where('webhook_id', '=', id).execute()
      await db.deleteFrom('webhook_delivery').where('webhook_id', '=', id).execute()
      return numDeletedRows > 0n
    }),
  }
}

const placeOf = (id: string) => ({ table: 'webhook', column: 'sealed', row: id })

type Secrets = { secret: string; previous?: string }

const toRow = (webhook: WebhookRecord, vault: Vault): Insertable<WebhookTable> => {
  const secrets: Secrets = { secret: webhook.secret, ...webhook.previousSecret !== undefined && { previous: webhook.previousSecret } }
  return {
    id: webhook.id,
    owner_id: webhook.ownerId ?? null,
    url: webhook.url,
    events: JSON.stringify(webhook.events),
    description: webhook.description ?? null,
    is_enabled: webhook.isEnabled,
    disabled_reason: webhook.disabledReason ?? null,
    sealed: vault.seal(JSON.stringify(secrets), placeOf(webhook.id)),
    previous_expires_at: webhook.previousExpiresAt ?? null,
    allows_private: webhook.allowsPrivate,
    failing_since: webhook.failingSince ?? null,
    created_by: webhook.createdBy,
    created_at: webhook.createdAt,
    updated_at: webhook.updatedAt,
  }
}

/** Which column holds each field that may change. */
const columns: { [Field in keyof Required<WebhookChange>]: keyof WebhookTable } = {
  url: 'url',
  events: 'events',
  description: 'description',
  isEnabled: 'is_enabled',
  disabledReason: 'disabled_reason',
  secret: 'sealed',
  previousSecret: 'sealed',
  previousExpiresAt: 'previous_expires_at',
  allowsPrivate: 'allows_private',
  updatedAt: 'updated_at',
}

/** Only what changed: another change at the same time is not undone. */
const writeChange = (webhook: WebhookRecord, change: WebhookChange, vault: Vault): Updateable<WebhookTable> => {
  const row = toRow(webhook, vault)
  const changed = Object.keys(change).map(field => columns[field as keyof WebhookChange]) // a WebhookChange's own keys
  return Object.fromEntries(changed.map(column => [column, row[column]]))
}

const toRecord = (row: Selectable<WebhookTable>, vault: Vault): WebhookRecord => {
  const { secret, previous } = JSON.parse(vault.open(row.sealed, placeOf(row.id))) as Secrets // sealed by toRow
  return {
    id: row.id,
    ownerId: row.owner_id ?? undefined,
    url: row.url,
    events: row.events,
    description: row.description ?? undefined,
    isEnabled: row.is_enabled,
    disabledReason: row.disabled_reason as WebhookRecord['disabledReason'] ?? undefined, // written by toRow
    secret,
    previousSecret: previous,
    previousExpiresAt: row.previous_expires_at ?? undefined,
    allowsPrivate: row.allows_private,
    failingSince: row.failing_since ?? undefined,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

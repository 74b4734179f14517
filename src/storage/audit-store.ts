import type { Insertable, Selectable } from 'kysely'
import type { AuditEntry, AuditStore, FieldChange } from '../core/audit.ts'
import type { SealedPlace, Vault } from '../core/ports.ts'
import type { Database } from './database.ts'
import type { AuditEntryTable } from './tables.ts'

/** Keeps who changed what. What was changed is sealed: it tells of addresses and settings that are sealed elsewhere. */
export const createAuditStore = ({ db }: Database, vault: Vault): AuditStore => ({
  insert: async entry => {
    await db.insertInto('audit_entry').values(toRow(entry, vault)).execute()
  },

  list: async ({ limit, cursor, actorId, action, targetType, targetId, from, to }) => {
    const rows = await db.selectFrom('audit_entry').selectAll()
      .$if(cursor !== undefined, query => query.where('id', '<', cursor!))
      // what a person did by their keys is theirs too
      .$if(actorId !== undefined, query => query.where(match => match.or([match('actor_id', '=', actorId!), match('actor_user_id', '=', actorId!)])))
      .$if(action !== undefined, query => query.where('action', '=', action!))
      .$if(targetType !== undefined, query => query.where('target_type', '=', targetType!))
      .$if(targetId !== undefined, query => query.where('target_id', '=', targetId!))
      .$if(from !== undefined, query => query.where('at', '>=', from!))
      .$if(to !== undefined, query => query.where('at', '<', to!))
      .orderBy('id', 'desc').limit(limit + 1).execute()
    const data = rows.slice(0, limit).map(row => toEntry(row, vault))
    return { data, nextCursor: rows.length > limit ? data.at(-1)?.id : undefined }
  },

  prune: async before => {
    await db.deleteFrom('audit_entry').where('at', '<', before).execute()
  },
})

const placeOf = (row: string): SealedPlace => ({ table: 'audit_entry', column: 'sealed', row })

const toRow = ({ id, at, actor, action, target, changes }: AuditEntry, vault: Vault): Insertable<AuditEntryTable> => ({
  id,
  at,
  actor_type: actor.type,
  actor_id: actor.id ?? null,
  actor_name: actor.name,
  actor_user_id: actor.userId ?? null,
  address: actor.address ?? null,
  request_id: actor.requestId ?? null,
  action,
  target_type: target.type,
  target_id: target.id,
  target_name: target.name ?? null,
  sealed: vault.seal(JSON.stringify(changes), placeOf(id)),
})

const toEntry = (row: Selectable<AuditEntryTable>, vault: Vault): AuditEntry => ({
  id: row.id,
  at: row.at,
  actor: {
    type: row.actor_type as AuditEntry['actor']['type'], // this and the next two: written by toRow
    id: row.actor_id ?? undefined,
    name: row.actor_name,
    userId: row.actor_user_id ?? undefined,
    address: row.address ?? undefined,
    requestId: row.request_id ?? undefined,
  },
  action: row.action as AuditEntry['action'],
  target: { type: row.target_type as AuditEntry['target']['type'], id: row.target_id, name: row.target_name ?? undefined },
  changes: JSON.parse(vault.open(row.sealed, placeOf(row.id))) as FieldChange[], // written by toRow
})

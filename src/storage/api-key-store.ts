import type { Insertable, Selectable, Updateable } from 'kysely'
import { GatewayError } from '../core/errors.ts'
import type { ApiKeyRecord, ApiKeyStore } from '../core/ports.ts'
import type { Database } from './database.ts'
import { isUniqueViolation } from './errors.ts'
import type { ApiKeyTable } from './tables.ts'

/** Keeps API keys. */
export const createApiKeyStore = ({ db }: Database): ApiKeyStore => {
  const find = async (id: string): Promise<ApiKeyRecord | undefined> => {
    const row = await db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toRecord(row)
  }

  /** The keys above a key, nearest first. They are few, and a key is not made by its own child. */
  const parentsOf = async (id: string): Promise<ApiKeyRecord[]> => {
    const parents: ApiKeyRecord[] = []
    for (let next: string | undefined = id; next !== undefined;) {
      const parent = await find(next)
      if (parent === undefined) break
      parents.push(parent)
      next = parent.parentId
    }
    return parents
  }

  return {
    insert: async record => {
      try {
        await db.insertInto('api_key').values(toRow(record)).execute()
      } catch (thrown) {
        throw isUniqueViolation(thrown) ? new GatewayError('conflict', 'There is an API key with this id or secret already.') : thrown
      }
    },

    findByHash: async hash => {
      const row = await db.selectFrom('api_key').leftJoin('account', 'account.id', 'api_key.account_id').selectAll('api_key')
        .select(['account.role as owner_role', 'account.is_disabled as owner_is_disabled', 'account.limits as owner_limits', 'account.models as owner_models', 'account.budget as owner_budget'])
        .where(match => match.or([match('hash', '=', hash), match('previous_hash', '=', hash)])).executeTakeFirst()
      if (row === undefined) return undefined
      const { owner_role: role, owner_is_disabled: isDisabled, owner_limits: limits, owner_models: models, owner_budget: budget } = row
      const record = { ...toRecord(row), ...row.parent_id !== null && { parents: await parentsOf(row.parent_id) } }
      if (role === null) return record
      return { ...record, owner: { isAdmin: role === 'admin', isDisabled: isDisabled === true, limits: limits ?? undefined, models: models ?? undefined, budget: budget ?? undefined } }
    },

    find,

    list: async ({ limit, cursor, userId }) => {
      const rows = await db.selectFrom('api_key').selectAll()
        .$if(userId !== undefined, query => query.where('account_id', '=', userId!))
        .$if(cursor !== undefined, query => query.where('id', '<', cursor!))
        .orderBy('id', 'desc').limit(limit + 1).execute()
      const data = rows.slice(0, limit).map(toRecord)
      return { data, nextCursor: rows.length > limit ? data.at(-1)?.id : undefined }
    },

    update: async (id, change) => {
      // An update that sets nothing is not SQL.
      if (Object.keys(change).length === 0) return find(id)
      const row = await db.updateTable('api_key').set(toChange(change)).where('id', '=', id).returningAll().executeTakeFirst()
      return row && toRecord(row)
    },

    revokeChildren: (id, at) => db.transaction().execute(async transaction => {
      const revoked: string[] = []
      let above = [id]
      while (above.length > 0) {
        const children = await transaction.selectFrom('api_key').select(['id', 'revoked_at']).where('parent_id', 'in', above).orderBy('id').execute()
        const active = children.filter(({ revoked_at: revokedAt }) => revokedAt === null).map(child => child.id)
        if (active.length > 0) await transaction.updateTable('api_key').set({ revoked_at: at, updated_at: at, previous_hash: null, previous_expires_at: null }).where('id', 'in', active).execute()
        revoked.push(...active)
        above = children.map(child => child.id)
      }
      return revoked
    }),

    touch: async used => db.transaction().execute(async transaction => {
      // Always in the same order, so that two processes cannot wait for each other.
      for (const [id, at] of [...used].sort(([a], [b]) => a < b ? -1 : 1)) {
        // Another process may have seen the key later.
        await transaction.updateTable('api_key').set({ last_used_at: at })
          .where('id', '=', id).where(match => match.or([match('last_used_at', 'is', null), match('last_used_at', '<', at)])).execute()
      }
    }),

    isEmpty: async () => await db.selectFrom('api_key').select('id').limit(1).executeTakeFirst() === undefined,
  }
}

const toRecord = (row: Selectable<ApiKeyTable>): ApiKeyRecord => ({
  id: row.id,
  userId: row.account_id ?? undefined,
  name: row.name,
  hash: row.hash,
  previousHash: row.previous_hash ?? undefined,
  previousExpiresAt: row.previous_expires_at ?? undefined,
  hint: row.hint,
  scopes: row.scopes,
  limits: row.limits ?? undefined,
  models: row.models ?? undefined,
  budget: row.budget ?? undefined,
  parentId: row.parent_id ?? undefined,
  createdBy: row.created_by ?? undefined,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  expiresAt: row.expires_at ?? undefined,
  revokedAt: row.revoked_at ?? undefined,
  lastUsedAt: row.last_used_at ?? undefined,
})

/** How each field of a record is written. */
const toColumn: { [Field in keyof Required<ApiKeyRecord>]: (value: ApiKeyRecord[Field]) => Updateable<ApiKeyTable> } = {
  id: id => ({ id }),
  userId: id => ({ account_id: id ?? null }),
  name: name => ({ name }),
  hash: hash => ({ hash }),
  previousHash: hash => ({ previous_hash: hash ?? null }),
  previousExpiresAt: at => ({ previous_expires_at: at ?? null }),
  hint: hint => ({ hint }),
  scopes: scopes => ({ scopes: JSON.stringify(scopes) }),
  limits: limits => ({ limits: limits === undefined ? null : JSON.stringify(limits) }),
  models: models => ({ models: models === undefined ? null : JSON.stringify(models) }),
  budget: budget => ({ budget: budget === undefined ? null : JSON.stringify(budget) }),
  parentId: id => ({ parent_id: id ?? null }),
  createdBy: id => ({ created_by: id ?? null }),
  createdAt: at => ({ created_at: at }),
  updatedAt: at => ({ updated_at: at }),
  expiresAt: at => ({ expires_at: at ?? null }),
  revokedAt: at => ({ revoked_at: at ?? null }),
  lastUsedAt: at => ({ last_used_at: at ?? null }),
}

/** Only the fields that are there, so that one set to undefined is cleared and one left out stays. */
const toChange = (change: Partial<ApiKeyRecord>): Updateable<ApiKeyTable> => {
  const columns = Object.entries(change).map(([field, value]) =>
    // Object.entries forgets which value belongs to which field.
    (toColumn[field as keyof ApiKeyRecord] as (value: unknown) => Updateable<ApiKeyTable>)(value))
  return Object.assign({}, ...columns)
}

// A whole record sets every column that must be set.
const toRow = (record: ApiKeyRecord): Insertable<ApiKeyTable> => toChange(record) as Insertable<ApiKeyTable>

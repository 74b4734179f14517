import type { SessionRecord, SessionStore, UserRecord } from '../core/accounts.ts'
import { toSession, toSessionRow, toUser } from './account-rows.ts'
import type { Database } from './database.ts'

/** A script that logs in again and again keeps its newest; nobody has so many devices. */
const maxSessions = 100

/** Keeps sessions. */
export const createSessionStore = ({ db }: Database): SessionStore => {
  /** Two reads: an account that goes in between takes its sessions along, and then there is none. */
  const findWhere = async (column: 'id' | 'family_hash', value: string): Promise<{ session: SessionRecord; user: UserRecord } | undefined> => {
    const row = await db.selectFrom('session').selectAll().where(column, '=', value).executeTakeFirst()
    if (row === undefined) return undefined
    const account = await db.selectFrom('account').selectAll().where('id', '=', row.account_id).executeTakeFirst()
    return account && { session: toSession(row), user: toUser(account) }
  }

  return {
    begin: (session, { checkedHash, newHash }) => db.transaction().execute(async transaction => {
      // A change of the password waits for this row, or this waits for it: no login by the old password is left afterwards.
      const { numUpdatedRows } = await transaction.updateTable('account')
        .set({ last_login_at: session.createdAt, ...newHash !== undefined && { password_hash: newHash } })
        .where('id', '=', session.userId).where('password_hash', '=', checkedHash).where('is_disabled', '=', false).executeTakeFirst()
      if (numUpdatedRows === 0n) return false
      await transaction.insertInto('session').values(toSessionRow(session)).execute()
      await transaction.deleteFrom('session').where('account_id', '=', session.userId)
        .where('id', 'in', query => query.selectFrom('session').select('id').where('account_id', '=', session.userId)
          .orderBy('last_used_at', 'desc').orderBy('id', 'desc').limit(1_000_000).offset(maxSessions)).execute()
      return true
    }),

    find: id => findWhere('id', id),
    findByFamily: hash => findWhere('family_hash', hash),

    rotate: async (id, from, next) => {
      const { numUpdatedRows } = await db.updateTable('session').set({
        token_hash: next.tokenHash,
        replaced: JSON.stringify(next.replaced),
        user_agent: next.userAgent,
        address: next.address,
        last_used_at: next.lastUsedAt,
        expires_at: next.expiresAt,
      }).where('id', '=', id).where('token_hash', '=', from).executeTakeFirst()
      return numUpdatedRows > 0n
    },

    list: async (userId, now, { limit, cursor }) => {
      const rows = await db.selectFrom('session').selectAll().where('account_id', '=', userId).where('expires_at', '>', now)
        .$if(cursor !== undefined, query => query.where('id', '<', cursor!))
        .orderBy('id', 'desc').limit(limit + 1).execute()
      const data = rows.slice(0, limit).map(toSession)
      return { data, nextCursor: rows.length > limit ? data.at(-1)?.id : undefined }
    },

    isKnownAddress: async (userId, address) =>
      await db.selectFrom('session').select('id').where('account_id', '=', userId).where('address', '=', address).limit(1).executeTakeFirst() !== undefined,

    end: async (userId, id) => {
      const { numDeletedRows } = await db.deleteFrom('session').where('account_id', '=', userId).where('id', '=', id).executeTakeFirst()
      return numDeletedRows > 0n
    },

    endOthers: async (userId, exceptId) => {
      await db.deleteFrom('session').where('account_id', '=', userId).where('id', '!=', exceptId).execute()
    },

    prune: async now => {
      await db.deleteFrom('session').where('expires_at', '<=', now).execute()
    },
  }
}

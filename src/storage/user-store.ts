import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import type { Preferences, UserChange, UserRecord, UserStore } from '../core/accounts.ts'
import { GatewayError } from '../core/errors.ts'
import type { Vault } from '../core/ports.ts'
import { loginKey } from '../lib/login-key.ts'
import { toUser, toUserChange } from './account-rows.ts'
import type { Database } from './database.ts'
import { isUniqueViolation } from './errors.ts'
import type { AccountTable, Tables } from './tables.ts'

/** Who came first. The row is also what changes to admins wait for each other on, because no single admin may be the one to wait for. */
const firstAccount = 'accounts.first'

/** Keeps accounts. */
export const createUserStore = ({ db }: Database, vault: Vault): UserStore => {
  const seal = (id: string, preferences: Partial<Preferences>) => vault.seal(JSON.stringify(preferences), placeOf(id))

  const find = async (id: string): Promise<UserRecord | undefined> => {
    const row = await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toUser(row)
  }

  return {
    insert: (user, admission) => refuseTaken(db, user, () => db.transaction().execute(async transaction => {
      const isFirst = await claimFirst(transaction, user)
      if (!isFirst && admission === 'closed') throw new GatewayError('forbidden', 'Registration is closed: ask an admin for an account.')
      const stored: UserRecord = isFirst && admission !== 'invited' ? { ...user, role: 'admin' } : user
      // A whole record sets every column that must be set.
      const row = { ...toUserChange(stored), sealed: seal(user.id, {}) } as Insertable<AccountTable>
      await transaction.insertInto('account').values(row).execute()
      return stored
    })),

    find,

    findByLogin: async login => {
      const key = loginKey(login)
      const row = await db.selectFrom('account').selectAll()
        .where(match => match.or([match('username_key', '=', key), match('email_key', '=', key)])).executeTakeFirst()
      return row && toUser(row)
    },

    list: async ({ limit, cursor, q }) => {
      const pattern = `%${loginKey(q ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`
      const rows = await db.selectFrom('account').selectAll()
        .$if(cursor !== undefined, query => query.where('id', '<', cursor!))
        .$if(q !== undefined, query => query.where(sql<boolean>`(username_key like ${pattern} escape '\\' or email_key like ${pattern} escape '\\')`))
        .orderBy('id', 'desc').limit(limit + 1).execute()
      const data = rows.slice(0, limit).map(toUser)
      return { data, nextCursor: rows.length > limit ? data.at(-1)?.id : undefined }
    },

    update: async (id, change, endSessions) => {
      // An update that sets nothing is not SQL.
      if (Object.keys(change).length === 0) return find(id)
      return refuseTaken(db, { ...change, id }, () => db.transaction().execute(async transaction => {
        if (change.role === 'user' || change.isDisabled === true) await keepAnAdmin(transaction, id)
        const row = await transaction.updateTable('account').set(toUserChange(change)).where('id', '=', id).returningAll().executeTakeFirst()
        if (endSessions !== undefined) {
          await transaction.deleteFrom('session').where('account_id', '=', id)
            .$if(endSessions.except !== undefined, query => query.where('id', '!=', endSessions.except!)).execute()
        }
        return row && toUser(row)
      }))
    },

    remove: id => db.transaction().execute(async transaction => {
      await keepAnAdmin(transaction, id)
      const { numDeletedRows } = await transaction.deleteFrom('account').where('id', '=', id).executeTakeFirst()
      return numDeletedRows > 0n
    }),

    preferences: async id => {
      const row = await db.selectFrom('account').select('sealed').where('id', '=', id).executeTakeFirst()
      // Sealed by savePreferences or insert, so it has this shape.
      return row && JSON.parse(vault.open(row.sealed, placeOf(id))) as Partial<Preferences>
    },

    savePreferences: async (id, preferences) => {
      const { numUpdatedRows } = await db.updateTable('account').set({ sealed: seal(id, preferences) }).where('id', '=', id).executeTakeFirst()
      return numUpdatedRows > 0n
    },
  }
}

const placeOf = (id: string) => ({ table: 'account', column: 'sealed', row: id })

/** True for one account ever. On PostgreSQL a second one waits here until the first is written or has failed. */
const claimFirst = async (transaction: Transaction<Tables>, { id, createdAt }: UserRecord): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await transaction.insertInto('setting').values({ key: firstAccount, value: id, updated_at: createdAt })
    .onConflict(conflict => conflict.column('key').doNothing()).executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Of two admins who leave at the same moment the second one waits, and is refused. */
const keepAnAdmin = async (transaction: Transaction<Tables>, id: string): Promise<void> => {
  await transaction.updateTable('setting').set(row => ({ updated_at: row.ref('updated_at') })).where('key', '=', firstAccount).execute()
  const admins = await transaction.selectFrom('account').select('id').where('role', '=', 'admin').where('is_disabled', '=', false).limit(2).execute()
  if (admins.length === 1 && admins[0]!.id === id) throw new GatewayError('conflict', 'This is the last admin: make somebody else an admin first.')
}

/** The engines name the constraint in their own ways, so we look what is taken. */
const refuseTaken = async <T>(db: Kysely<Tables>, { id, username = '', email = '' }: UserChange & { id: string }, write: () => Promise<T>): Promise<T> => {
  try {
    return await write()
  } catch (thrown) {
    if (!isUniqueViolation(thrown)) throw thrown
    const isNameTaken = await db.selectFrom('account').select('id').where('username_key', '=', loginKey(username)).where('id', '!=', id).executeTakeFirst() !== undefined
    if (isNameTaken) throw new GatewayError('conflict', 'This user name is taken.', { param: 'username' })
    throw new GatewayError('conflict', `There is an account with this e-mail address${email === '' ? ' or id' : ''} already.`, { param: 'email' })
  }
}

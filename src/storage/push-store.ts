import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Vault } from '../core/ports.ts'
import type { PushStore, PushSubscriptionRecord } from '../core/push.ts'
import type { Database } from './database.ts'
import type { PushSubscriptionTable } from './tables.ts'

type Sealed = Pick<PushSubscriptionRecord, 'endpoint' | 'keys'> & { origin?: string }

/** Keeps which browsers want to be told. Whoever reads the database can neither send to them nor know their push services. */
export const createPushStore = ({ db, engine, atomically }: Database, vault: Vault): PushStore => {
  const read = (row: Selectable<PushSubscriptionTable>): PushSubscriptionRecord => {
    const { endpoint, keys, origin } = JSON.parse(vault.open(row.sealed, placeOf(row.id))) as Sealed // sealed by put
    return { id: row.id, userId: row.account_id, sessionId: row.session_id, endpoint, keys, origin, createdAt: row.created_at }
  }

  return {
    put: (subscription, most) => atomically(async () => {
      const { userId, sessionId, endpoint, keys, origin } = subscription
      const session = await db.selectFrom('session').select('id').where('id', '=', sessionId).where('account_id', '=', userId)
        .$if(engine === 'postgres', query => query.forShare()).executeTakeFirst()
      if (session === undefined) return undefined
      const endpointHash = createHash('sha256').update(endpoint).digest('hex')
      const known = (await db.selectFrom('push_subscription').selectAll().where('endpoint_hash', '=', endpointHash).execute()).map(read)
      const own = known.find(one => one.userId === userId)
      // somebody else signs in at this browser now; who knows its address alone takes nothing away
      const gone = known.filter(one => one.id !== own?.id && (one.userId === userId || one.keys.auth === keys.auth)).map(({ id }) => id)
      if (gone.length > 0) await db.deleteFrom('push_subscription').where('id', 'in', gone).execute()
      const stored = own === undefined ? subscription : { ...subscription, id: own.id, createdAt: own.createdAt }
      const row = { session_id: sessionId, sealed: vault.seal(JSON.stringify({ endpoint, keys, origin } satisfies Record<keyof Sealed, unknown>), placeOf(stored.id)) }
      if (own === undefined) await db.insertInto('push_subscription').values({ id: stored.id, account_id: userId, endpoint_hash: endpointHash, created_at: stored.createdAt, ...row }).execute()
      else await db.updateTable('push_subscription').set(row).where('id', '=', own.id).execute()
      await db.deleteFrom('push_subscription').where('account_id', '=', userId)
        .where('id', 'in', query => query.selectFrom('push_subscription').select('id').where('account_id', '=', userId).orderBy('id', 'desc').limit(1_000_000).offset(most)).execute()
      return stored
    }),

    list: async (userId, now) => (await db.selectFrom('push_subscription').innerJoin('session', 'session.id', 'push_subscription.session_id').selectAll('push_subscription')
      .where('push_subscription.account_id', '=', userId).where('session.expires_at', '>', now).orderBy('push_subscription.id', 'desc').execute()).map(read),

    remove: async (userId, id) => {
      const { numDeletedRows } = await db.deleteFrom('push_subscription').where('account_id', '=', userId).where('id', '=', id).executeTakeFirst()
      return numDeletedRows > 0n
    },

    forget: async userId => {
      await db.deleteFrom('push_subscription').where('account_id', '=', userId).execute()
    },

    key: async create => {
      const id = 'push'
      const place = { table: 'sealed_key', column: 'sealed', row: id }
      const find = () => db.selectFrom('sealed_key').select('sealed').where('id', '=', id).executeTakeFirst()
      const known = await find()
      if (known !== undefined) return vault.open(known.sealed, place)
      await db.insertInto('sealed_key').values({ id, sealed: vault.seal(create(), place), created_at: Date.now() })
        .onConflict(conflict => conflict.column('id').doNothing()).execute()
      return vault.open((await find())!.sealed, place) // ours, or that of an instance that was faster
    },
  }
}

const placeOf = (id: string) => ({ table: 'push_subscription', column: 'sealed', row: id })

import type { Preferences, SessionRecord, UserStore } from '../core/accounts.ts'
import { GatewayError } from '../core/errors.ts'
import type { ApiKeyRecord, Clock, Log, Page } from '../core/ports.ts'
import type { Changes } from './changes.ts'
import { type ApiKeyView, toApiKey } from './to-api-key.ts'
import { type SessionView, toSession } from './to-session.ts'
import { toUser, type UserView } from './to-user.ts'
import type { Users } from './users.ts'

/** What another room knows of a user, by name. */
export type Exporter = (userId: string) => Promise<Record<string, unknown>>
/** Erases what another room knows of a user. May be called again after it failed. */
export type Eraser = (userId: string) => Promise<void>

export type OwnDataOptions = {
  store: UserStore
  users: Users
  changes: Changes
  clock: Clock
  log: Log
  sessionsOf(userId: string, cursor: string | undefined): Promise<Page<SessionRecord>>
  keysOf(userId: string, cursor: string | undefined): Promise<Page<ApiKeyRecord>>
  /** Other rooms add theirs. */
  exporters: readonly Exporter[]
  erasers: readonly Eraser[]
}

/** Everything that the house has about a user. */
export type OwnData = { exportedAt: string; user: UserView; preferences: Preferences; sessions: SessionView[]; apiKeys: ApiKeyView[] } & Record<string, unknown>

/** What belongs to people themselves: to take it with them and to have it erased. */
export const createOwnData = ({ store, users, changes, clock, log, sessionsOf, keysOf, exporters, erasers }: OwnDataOptions) => ({
  collect: async (userId: string): Promise<OwnData> => {
    const user = await users.get(userId)
    const data: OwnData = {
      exportedAt: new Date(clock()).toISOString(),
      user: toUser(user),
      preferences: await users.preferences(userId),
      sessions: (await readAll(cursor => sessionsOf(userId, cursor))).map(session => toSession(session, undefined)),
      apiKeys: (await readAll(cursor => keysOf(userId, cursor))).map(toApiKey),
    }
    for (const contribute of exporters) Object.assign(data, await contribute(userId))
    return data
  },

  /**
   * Erases an account and what it owns. The door is closed first, so that nothing is added meanwhile; when it fails half-way
   * the account stays, disabled, and an admin can try again. Throws `conflict` for the last admin.
   */
  erase: async (userId: string): Promise<void> => {
    const closed = await store.update(userId, { isDisabled: true, updatedAt: clock() }, { except: undefined })
    if (closed === undefined) throw new GatewayError('not_found', 'There is no account with this id.')
    await changes.tell({ userId })
    for (const erase of erasers) await erase(userId)
    await store.remove(userId)
    await changes.tell({ userId })
    log.info({ userId }, 'an account was erased')
  },
})

const readAll = async <T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> => {
  const all: T[] = []
  for (let cursor: string | undefined; ;) {
    const page = await read(cursor)
    all.push(...page.data)
    cursor = page.nextCursor
    if (cursor === undefined) return all
  }
}

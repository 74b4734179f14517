import type { Insertable, Selectable, Updateable } from 'kysely'
import type { SessionRecord, UserChange, UserRecord } from '../core/accounts.ts'
import { loginKey } from '../lib/login-key.ts'
import type { AccountTable, SessionTable } from './tables.ts'

export const toUser = (row: Selectable<AccountTable>): UserRecord => ({
  id: row.id,
  username: row.username,
  email: row.email,
  displayName: row.display_name ?? undefined,
  passwordHash: row.password_hash,
  role: row.role,
  isDisabled: row.is_disabled,
  limits: row.limits ?? undefined,
  models: row.models ?? undefined,
  budget: row.budget ?? undefined,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  lastLoginAt: row.last_login_at ?? undefined,
})

/** How each field of a user is written. */
const toColumns: { [Field in keyof Required<UserRecord>]: (value: UserRecord[Field]) => Updateable<AccountTable> } = {
  id: id => ({ id }),
  username: username => ({ username, username_key: loginKey(username) }),
  email: email => ({ email, email_key: loginKey(email) }),
  displayName: name => ({ display_name: name ?? null }),
  passwordHash: hash => ({ password_hash: hash }),
  role: role => ({ role }),
  isDisabled: isDisabled => ({ is_disabled: isDisabled }),
  limits: limits => ({ limits: limits === undefined ? null : JSON.stringify(limits) }),
  models: models => ({ models: models === undefined ? null : JSON.stringify(models) }),
  budget: budget => ({ budget: budget === undefined ? null : JSON.stringify(budget) }),
  createdAt: at => ({ created_at: at }),
  updatedAt: at => ({ updated_at: at }),
  lastLoginAt: at => ({ last_login_at: at ?? null }),
}

/** Only the fields that are there, so that one set to undefined is cleared and one left out stays. */
export const toUserChange = (change: UserChange | UserRecord): Updateable<AccountTable> => {
  const columns = Object.entries(change).map(([field, value]) =>
    // Object.entries forgets which value belongs to which field.
    (toColumns[field as keyof UserRecord] as (value: unknown) => Updateable<AccountTable>)(value))
  return Object.assign({}, ...columns)
}

export const toSession = (row: Selectable<SessionTable>): SessionRecord => ({
  id: row.id,
  userId: row.account_id,
  familyHash: row.family_hash,
  tokenHash: row.token_hash,
  replaced: row.replaced,
  userAgent: row.user_agent,
  address: row.address,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  expiresAt: row.expires_at,
})

export const toSessionRow = (session: SessionRecord): Insertable<SessionTable> => ({
  id: session.id,
  account_id: session.userId,
  family_hash: session.familyHash,
  token_hash: session.tokenHash,
  replaced: JSON.stringify(session.replaced),
  user_agent: session.userAgent,
  address: session.address,
  created_at: session.createdAt,
  last_used_at: session.lastUsedAt,
  expires_at: session.expiresAt,
})

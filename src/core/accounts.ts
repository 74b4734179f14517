// People's accounts and logins as the house keeps them, and what it needs from storage for that.
import type { Budget } from './budgets.ts'
import type { Limits, Page, PageQuery } from './ports.ts'

export const roles = ['user', 'admin'] as const
export type Role = typeof roles[number]

/** A person's account. Times are milliseconds. */
export type UserRecord = {
  id: string
  /** As its owner writes it; no two differ only in case. */
  username: string
  email: string
  displayName: string | undefined
  /** Argon2id, as a PHC string. */
  passwordHash: string
  role: Role
  isDisabled: boolean
  /** Of inference, instead of those that the house gives everybody. */
  limits: Limits | undefined
  /** Patterns of the models that they and their keys may ask; undefined for all. */
  models?: string[] | undefined
  /** What they and their keys may spend together. */
  budget?: Budget | undefined
  createdAt: number
  updatedAt: number
  lastLoginAt: number | undefined
}

export type UserChange = Partial<Omit<UserRecord, 'id' | 'createdAt'>>

/** How the pages of the house look and what a new chat begins with. Null: the house decides. */
export type Preferences = {
  theme: 'system' | 'light' | 'dark'
  language: string | null
  defaultModel: string | null
  systemPrompt: string | null
  favoriteModels: string[]
  sendKey: 'enter' | 'mod-enter'
  keyboardShortcuts: boolean
}

/** Whom the house takes in: everybody, only the very first account, or somebody whom an admin invites. */
export type Admission = 'open' | 'closed' | 'invited'

/** Keeps accounts; seals preferences. */
export type UserStore = {
  /**
   * Writes a new account and returns it. The very first to arrive becomes admin, also of several at the same moment, unless
   * it is invited. Throws GatewayError `forbidden` when closed to all others, `conflict` with param `username` or `email` when that is taken.
   */
  insert(user: UserRecord, admission: Admission): Promise<UserRecord>
  find(id: string): Promise<UserRecord | undefined>
  /** By user name or e-mail address, in any case. */
  findByLogin(login: string): Promise<UserRecord | undefined>
  /** Newest first; `q` is a part of a user name or an e-mail address. */
  list(query: PageQuery & { q?: string | undefined }): Promise<Page<UserRecord>>
  /**
   * Writes the changed fields, and ends sessions with them if asked, all but one; undefined when there is no such account.
   * Throws `conflict` like insert, and when nobody would be left who is an admin and not disabled.
   */
  update(id: string, change: UserChange, endSessions?: { except: string | undefined }): Promise<UserRecord | undefined>
  /** With its sessions and keys. Throws `conflict` for the last admin; false when there is no such account. */
  remove(id: string): Promise<boolean>
  /** What was saved; undefined when there is no such account. */
  preferences(id: string): Promise<Partial<Preferences> | undefined>
  savePreferences(id: string, preferences: Preferences): Promise<boolean>
}

/** A refresh token that was replaced, by its hash, and when. */
export type ReplacedToken = { hash: string; replacedAt: number }

/** A login. Its refresh tokens are a family: one after the other, each stored only as its SHA-256 in hex. */
export type SessionRecord = {
  id: string
  userId: string
  /** Of the part that all tokens of the family share. */
  familyHash: string
  /** Of the token that is valid now. */
  tokenHash: string
  /** The tokens before it that may still be on their way. */
  replaced: ReplacedToken[]
  userAgent: string
  address: string
  createdAt: number
  lastUsedAt: number
  expiresAt: number
}

/** The next token of a family. */
export type Rotation = Pick<SessionRecord, 'tokenHash' | 'replaced' | 'userAgent' | 'address' | 'lastUsedAt' | 'expiresAt'>

export type SessionStore = {
  /**
   * Begins a session of somebody whose password was just checked, and notes the login. False, and nothing is written, when
   * the account is disabled or its password has been changed since. `newHash` replaces the hash that was checked.
   */
  begin(session: SessionRecord, login: { checkedHash: string; newHash: string | undefined }): Promise<boolean>
  /** A session and whose it is. */
  find(id: string): Promise<{ session: SessionRecord; user: UserRecord } | undefined>
  findByFamily(hash: string): Promise<{ session: SessionRecord; user: UserRecord } | undefined>
  /** Only if `from` is still the valid token: false when another request was faster. */
  rotate(id: string, from: string, next: Rotation): Promise<boolean>
  /** Those of one user that have not expired. */
  list(userId: string, now: number, query: PageQuery): Promise<Page<SessionRecord>>
  /** Whether the user has a session that was last used from there. */
  isKnownAddress(userId: string, address: string): Promise<boolean>
  end(userId: string, id: string): Promise<boolean>
  endOthers(userId: string, exceptId: string): Promise<void>
  /** Forgets what has expired. */
  prune(now: number): Promise<void>
}

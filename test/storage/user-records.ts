// Records of people that the tests of storage change as they need.
import type { SessionRecord, UserRecord } from '../../src/core/accounts.ts'
import { createUserStore, createVault, type Database } from '../../src/storage/index.ts'
import type { Place } from '../helpers/databases.ts'

/** What a second process would use. Two connections to one SQLite file in one thread would wait for each other for ever. */
export const openSecond = async (database: Database, place: Place): Promise<Database> => place.url === undefined ? database : place.open()

export const createUsers = (database: Database) => createUserStore(database, createVault([Buffer.alloc(32, 7)]))

export const userRecord = (change: Partial<UserRecord> = {}): UserRecord => ({
  id: 'usr_1',
  username: 'Ana',
  email: 'Ana@Example.org',
  displayName: undefined,
  passwordHash: 'hash-1',
  role: 'user',
  isDisabled: false,
  limits: undefined,
  models: undefined,
  budget: undefined,
  createdAt: 1_795_000_000_000,
  updatedAt: 1_795_000_000_001,
  lastLoginAt: undefined,
  ...change,
})

/** Somebody else in everything that must be unique. */
export const other = (number: number, change: Partial<UserRecord> = {}): UserRecord =>
  userRecord({ id: `usr_${number}`, username: `user-${number}`, email: `user-${number}@example.org`, ...change })

export const sessionRecord = (change: Partial<SessionRecord> = {}): SessionRecord => ({
  id: 'ses_1',
  userId: 'usr_1',
  familyHash: `family of ${change.id ?? 'ses_1'}`,
  tokenHash: 'token-1',
  replaced: [],
  userAgent: 'curl/8.5.0',
  address: '192.0.2.7',
  createdAt: 1_795_000_000_000,
  lastUsedAt: 1_795_000_000_000,
  expiresAt: 1_795_000_100_000,
  ...change,
})

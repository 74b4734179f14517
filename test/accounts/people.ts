// Accounts on a real store, with a clock to set, what was logged, and a count of checked passwords.
import type { Test } from 'tap'
import { type AccountsOptions, createAccounts, createApiKeys, createChanges, type Eraser, type Exporter } from '../../src/accounts/index.ts'
import { createPasswords } from '../../src/accounts/passwords.ts'
import type { Log } from '../../src/core/ports.ts'
import { createLimitStore } from '../../src/limits/index.ts'
import { createApiKeyStore, createSessionStore, createUserStore, createVault, type Database } from '../../src/storage/index.ts'

export const houseSecret = 'the-first-secret-of-the-tests-0123456789'
export const password = 'correct horse battery staple'
export const client = { address: '192.0.2.7', userAgent: 'curl/8.5.0' }
export const ana = { username: 'ana', email: 'ana@example.org', password }
export const ben = { username: 'ben', email: 'ben@example.org', password }

/** The house's own cost would take minutes over all tests. */
export const cheap = { memory: 64, passes: 1, parallelism: 1 }

export const createPeople = (t: Test, database: Database, more: Partial<AccountsOptions> = {}) => {
  const state = { now: 1_795_000_000_000 }
  const clock = () => state.now
  const logged: { level: string; fields: object; message: string | undefined }[] = []
  const write = (level: string) => (fields: object, message?: string) => { logged.push({ level, fields, message }) }
  const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  const limits = createLimitStore({ clock })
  t.teardown(() => limits.close())
  const real = createPasswords(cheap)
  /** The hash that each password was compared with; undefined for nobody's. */
  const verified: (string | undefined)[] = []
  const passwords = { ...real, verify: (given: string, hash: string | undefined) => { verified.push(hash); return real.verify(given, hash) } }
  const exporters: Exporter[] = []
  const erasers: Eraser[] = []
  const userStore = createUserStore(database, createVault([Buffer.alloc(32, 7)]))
  const sessionStore = createSessionStore(database)
  const userLimits = { requestsPerMinute: 10, requestsPerHour: 100 }

  /** A process of its own: other caches on the same database. */
  const open = (again: Partial<AccountsOptions> = {}) => {
    const changes = createChanges()
    const apiKeys = createApiKeys({ store: createApiKeyStore(database), changes, clock, log, userLimits })
    const accounts = createAccounts({
      userStore,
      sessionStore,
      apiKeys,
      changes,
      limits,
      clock,
      log,
      jwtSecrets: [houseSecret],
      registration: 'open',
      registrationsPerHour: 1000,
      userLimits,
      exporters,
      erasers,
      passwords,
      ...more,
      ...again,
    })
    t.teardown(async () => {
      accounts.close()
      await apiKeys.close()
    })
    return { accounts, apiKeys }
  }
  return { ...open(), open, state, logged, verified, limits, exporters, erasers, userStore, sessionStore }
}

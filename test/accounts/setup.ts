// Keys on a real store, with a clock to set, a count of lookups and a switch that takes the database away.
import type { Test } from 'tap'
import { type ApiKeysOptions, createApiKeys, createChanges } from '../../src/accounts/index.ts'
import { GatewayError } from '../../src/core/errors.ts'
import type { ApiKeyStore, Principal } from '../../src/core/ports.ts'
import { createApiKeyStore, type Database } from '../../src/storage/index.ts'
import { silentLog } from '../helpers/silent-log.ts'

export const adminKey = 'the-operators-own-admin-key'

export const createSetup = (t: Test, database: Database, more: Partial<Omit<ApiKeysOptions, 'changes'>> = {}) => {
  const state = { now: 1_795_000_000_000, lookups: 0, isDown: false }
  const real = createApiKeyStore(database)
  const store: ApiKeyStore = {
    ...real,
    findByHash: hash => {
      state.lookups++
      if (state.isDown) return Promise.reject(new GatewayError('unavailable', 'The database does not answer.'))
      return real.findByHash(hash)
    },
  }
  const options = { store, clock: () => state.now, log: silentLog, userLimits: {}, adminKey, ...more }
  const open = () => {
    const apiKeys = createApiKeys({ changes: createChanges(), ...options })
    t.teardown(() => apiKeys.close())
    return apiKeys
  }
  const apiKeys = open()
  // The operator's key is known without a lookup, so this is never a promise.
  const admin = apiKeys.authenticate(adminKey) as Principal
  /** `open` makes a second process: another cache on the same database. */
  return { apiKeys, admin, state, open, store }
}

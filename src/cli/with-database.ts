import { type Config, loadSecrets } from '../config/index.ts'
import type { Log } from '../core/ports.ts'
import { createVault, type Database, openDatabase, type RotatingVault } from '../storage/index.ts'

export const silentLog: Log = { debug () {}, info () {}, warn () {}, error () {} }

/** Opens the database for one piece of work. */
export const withDatabase = async <T>(config: Config, work: (database: Database) => Promise<T>): Promise<T> => {
  const database = await openDatabase({ url: config.databaseUrl?.reveal(), dataDir: config.dataDir, log: silentLog })
  return work(database).finally(() => database.close())
}

/** What opens and seals its secrets. */
export const openVault = async (config: Config): Promise<RotatingVault> => createVault((await loadSecrets({ config })).encryptionKeys)

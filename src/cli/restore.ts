import { existsSync } from 'node:fs'
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import type { Config } from '../config/index.ts'
import { migrate, rotateSealed } from '../storage/index.ts'
import type { Context } from './commands.ts'
import { CommandError } from './errors.ts'
import { runPostgresTool } from './postgres-tools.ts'
import { openVault, withDatabase } from './with-database.ts'

/** Puts a backup in the database's place, and says whether the keys at hand open what is sealed in it. What was there before is kept beside it. */
export const restore = async ({ args, readConfig, say }: Context): Promise<void> => {
  const { positionals: [file, ...more], values: { force = false } } = parseArgs({ args, allowPositionals: true, options: { force: { type: 'boolean' } } })
  if (file === undefined || more.length > 0) throw new CommandError('Say which file to read: parlance restore <file>', 2)
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`)
  const config = readConfig()
  if (config.databaseUrl === undefined) await restoreSqlite(config, file, { force, say })
  else await restorePostgres(config.databaseUrl.reveal(), file, force)
  const vault = await openVault(config)
  const failed = await withDatabase(config, async database => {
    await migrate(database)
    return (await rotateSealed(database, vault)).failed
  })
  if (failed > 0) throw new CommandError(`The database is back, but ${failed} secrets in it cannot be opened: give the keys that it was made with in ENCRYPTION_KEY${config.encryptionKeys.length > 0 ? '' : `, or put the file encryption-key into ${config.dataDir}`}. Nothing is lost.`)
  say('The database is back, and everything that is sealed in it can be opened.')
}

type SqliteOptions = { force: boolean; say(text: string): void }

const restoreSqlite = async ({ dataDir }: Config, file: string, { force, say }: SqliteOptions): Promise<void> => {
  checkSqlite(file)
  const path = join(dataDir, 'parlance.db')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  if (existsSync(path)) {
    if (!force) throw new CommandError(`There is a database at ${path} already. With --force it is kept under another name.`)
    const aside = `${path}.before-restore-${new Date().toISOString().replace(/[:.]/g, '-')}`
    closeLog(path)
    await rename(path, aside)
    say(`Kept the database that was there as ${aside}.`)
  }
  for (const rest of ['-wal', '-shm']) await rm(path + rest, { force: true })
  const unfinished = `${path}.part`
  await copyFile(file, unfinished)
  const handle = await open(unfinished, 'r+')
  await handle.chmod(0o600)
  await handle.sync()
  await handle.close()
  await rename(unfinished, path)
}

/** Takes the log into the file, so that it can be put aside as one. Refuses while somebody else has it open. */
const closeLog = (path: string): void => {
  const database = new DatabaseSync(path, { timeout: 1000 })
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive; commit; pragma wal_checkpoint(truncate)')
  } catch {
    throw new CommandError('The database is in use: stop the server first.')
  } finally {
    database.close()
  }
}

const checkSqlite = (file: string): void => {
  let state: string | undefined
  try {
    const database = new DatabaseSync(file, { readOnly: true })
    try {
      state = (database.prepare('pragma integrity_check').get() as { integrity_check: string }).integrity_check
      database.prepare('select name from migration').all()
    } finally {
      database.close()
    }
  } catch (thrown) {
    throw new CommandError(`${file} is no backup of Parlance: ${(thrown as Error).message}.`)
  }
  if (state !== 'ok') throw new CommandError(`${file} is damaged: ${state}.`)
}

const restorePostgres = async (url: string, file: string, force: boolean): Promise<void> => {
  const found = await runPostgresTool('psql', ['--no-psqlrc', '--tuples-only', '--no-align', '--command=select count(*) from pg_tables where schemaname = current_schema()'], url)
  if (found.trim() !== '0' && !force) throw new CommandError('The database is not empty. With --force what the backup holds takes the place of what is there.')
  await runPostgresTool('pg_restore', ['--no-owner', '--no-privileges', '--single-transaction', '--exit-on-error', ...force ? ['--clean', '--if-exists'] : [], file], url)
}

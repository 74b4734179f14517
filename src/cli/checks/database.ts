import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Config, loadSecrets } from '../../config/index.ts'
import { checkSealed, createVault, type Database, openDatabase, pendingMigrations } from '../../storage/index.ts'
import { silentLog } from '../with-database.ts'
import { type Finding, fault, ok, warn } from './finding.ts'

/** More than that and tokens, limits and orders of messages go wrong. */
const clockMs = 5000
/** The year in which this was written: a machine that believes it to be earlier has lost its clock. */
const firstYear = 2026

export const checkClock = (now: number): Finding => new Date(now).getUTCFullYear() >= firstYear
  ? ok('clock', new Date(now).toISOString())
  : fault('clock', `The clock of this machine says ${new Date(now).toISOString()}.`, 'Set it, by NTP: sessions, limits and certificates go by it.')

const nameOf = ({ databaseUrl, dataDir }: Config): string => {
  if (databaseUrl === undefined) return `SQLite at ${join(dataDir, 'parlance.db')}`
  const { host, pathname } = new URL(databaseUrl.reveal())
  return `PostgreSQL at ${host}${pathname}`
}

/** Whether it can be opened, is whole and up to date, and whether the keys open what is sealed in it. Makes nothing that is not there. */
export const checkDatabase = async (config: Config): Promise<Finding[]> => {
  const name = nameOf(config)
  if (config.databaseUrl === undefined && !existsSync(join(config.dataDir, 'parlance.db'))) return [ok('database', `${name} is made at the first start`)]
  let database: Database | undefined
  try {
    database = await openDatabase({ url: config.databaseUrl?.reveal(), dataDir: config.dataDir, log: silentLog })
    return await lookInto(database, config, name)
  } catch (thrown) {
    const { message, cause } = thrown as Error
    const why = cause instanceof Error ? `${cause.message || (cause as NodeJS.ErrnoException).code}` : message
    return [fault('database', `${name}: ${why}`, mendOf(config, why))]
  } finally {
    await database?.close().catch(() => {})
  }
}

const lookInto = async (database: Database, config: Config, name: string): Promise<Finding[]> => {
  const findings: Finding[] = []
  if (database.engine === 'sqlite') {
    const { rows: [state] } = await sql<{ quick_check: string }>`pragma quick_check`.execute(database.db)
    if (state?.quick_check !== 'ok') return [fault('database', `${name} is damaged: ${state?.quick_check}.`, 'Restore a backup: parlance restore <file>.')]
  } else findings.push(await compareClocks(database))
  const pending = await pendingMigrations(database)
  if (pending === undefined) return [...findings, ok('database', `${name} is empty: the first start fills it`)]
  if (pending.length > 0) findings.push(warn('database', `${name} lacks ${pending.join(', ')}.`, 'The next start brings it up to date, or now: parlance migrate. Make a backup first.'))
  else findings.push(ok('database', name), await checkKeys(database, config))
  return findings
}

const compareClocks = async ({ db }: Database): Promise<Finding> => {
  const { rows: [row] } = await sql<{ now: Date }>`select now() as now`.execute(db)
  const apart = Math.abs(new Date(row!.now).getTime() - Date.now())
  return apart <= clockMs
    ? ok('clock', `${Math.round(apart)} ms apart from the database’s`)
    : fault('clock', `The clocks of this machine and of the database are ${Math.round(apart / 1000)} s apart.`, 'Set both by NTP.')
}

const checkKeys = async (database: Database, config: Config): Promise<Finding> => {
  const file = join(config.dataDir, 'encryption-key')
  const isGiven = config.encryptionKeys.length > 0
  const keys = isGiven || existsSync(file) ? (await loadSecrets({ config })).encryptionKeys : []
  const { opened, failed } = await checkSealed(database, createVault(keys.length > 0 ? keys : [Buffer.alloc(32)]))
  if (failed === 0) return ok('encryption', opened === 0 ? 'nothing is sealed yet' : 'what is sealed can be opened')
  return fault('encryption', `${failed} of ${opened + failed} sealed values cannot be opened.`, isGiven
    ? 'ENCRYPTION_KEY lacks the key that they were sealed with: add it behind the first, after a comma.'
    : `Put back the file ${file}, or give its key in ENCRYPTION_KEY.`)
}

const mendOf = ({ databaseUrl }: Config, why: string): string => {
  if (/newer version/.test(why)) return 'Run that version, or restore a backup of before.'
  if (databaseUrl === undefined) return 'Restore a backup (parlance restore <file>), or look at the rights of the file.'
  if (/password|authentication/i.test(why)) return 'Correct user and password in DATABASE_URL.'
  if (/does not exist/i.test(why)) return 'Create it: createdb, or correct the name in DATABASE_URL.'
  return 'Check DATABASE_URL, and whether the server there runs and lets this machine in.'
}

import { existsSync } from 'node:fs'
import { chmod, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import type { Config } from '../config/index.ts'
import type { Context } from './commands.ts'
import { CommandError } from './errors.ts'
import { runPostgresTool } from './postgres-tools.ts'

/** Copies the database as it is at one moment, while others read and write it. The file appears when it is whole. */
export const backUp = async ({ args, readConfig, say }: Context): Promise<void> => {
  const { positionals: [file, ...more] } = parseArgs({ args, allowPositionals: true })
  if (file === undefined || more.length > 0) throw new CommandError('Say which file to write: parlance backup <file>', 2)
  if (existsSync(file)) throw new CommandError(`${file} is there already; nothing was written.`)
  if (!existsSync(dirname(resolve(file)))) throw new CommandError(`There is no folder ${dirname(resolve(file))}.`)
  const config = readConfig()
  const unfinished = `${file}.part`
  try {
    await (config.databaseUrl === undefined ? copySqlite(config, unfinished) : runPostgresTool('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', `--file=${unfinished}`], config.databaseUrl.reveal()))
    await chmod(unfinished, 0o600)
    await rename(unfinished, file)
  } finally {
    await rm(unfinished, { force: true }).catch(() => {})
  }
  say(`Wrote ${file} (${((await stat(file)).size / 1e6).toFixed(1)} MB).`)
  say(`What is secret in it is sealed: it is of use only with ${config.encryptionKeys.length > 0 ? 'ENCRYPTION_KEY' : join(config.dataDir, 'encryption-key')}. Keep that in another place.`)
}

const copySqlite = async ({ dataDir }: Config, file: string): Promise<void> => {
  const path = join(dataDir, 'parlance.db')
  if (!existsSync(path)) throw new CommandError(`There is no database at ${path}.`)
  const source = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
  try {
    // all pages in one step: a writer in between would make it begin anew, again and again
    await backup(source, file, { rate: 1_000_000_000 })
  } finally {
    source.close()
  }
  const copy = new DatabaseSync(file)
  try {
    copy.exec('pragma journal_mode = delete')
    const [state] = copy.prepare('pragma integrity_check').all() as { integrity_check: string }[] // the shape of this pragma
    if (state?.integrity_check !== 'ok') throw new CommandError(`The copy is damaged: ${state?.integrity_check}. The database itself may be, too.`)
  } finally {
    copy.close()
  }
}

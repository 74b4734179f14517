import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createPasswords, readEmail, readPassword, readUsername } from '../accounts/index.ts'
import { GatewayError } from '../core/errors.ts'
import { createId } from '../lib/ids.ts'
import { createUserStore, migrate } from '../storage/index.ts'
import type { Context } from './commands.ts'
import { CommandError } from './errors.ts'
import { openVault, withDatabase } from './with-database.ts'

/** Makes an account that is admin, or makes one that is there admin again: for the first start, and for who has locked themselves out. */
export const createAdmin = async ({ args, readConfig, say }: Context): Promise<void> => {
  const { positionals: [name, address, ...more], values } = parseArgs({ args, allowPositionals: true, options: { 'password-file': { type: 'string' } } })
  if (name === undefined || address === undefined || more.length > 0) throw new CommandError('Say who: parlance create-admin <username> <email> [--password-file <file>]', 2)
  const username = readUsername(name)
  const email = readEmail(address)
  const file = values['password-file']
  const made = file === undefined ? randomBytes(15).toString('base64url') : undefined
  const password = readPassword(made ?? readPasswordFile(file!), { notIn: [username, email] })
  const config = readConfig()
  const vault = await openVault(config)
  await withDatabase(config, async database => {
    await migrate(database)
    const users = createUserStore(database, vault)
    const passwordHash = await createPasswords().hash(password)
    const now = Date.now()
    const known = await users.findByLogin(username)
    if (known === undefined) {
      await users.insert({ id: createId('usr'), username, email, displayName: undefined, passwordHash, role: 'admin', isDisabled: false, limits: undefined, createdAt: now, updatedAt: now, lastLoginAt: undefined }, 'invited')
      say(`Made the admin ${username}.`)
    } else {
      if (known.email.toLowerCase() !== email.toLowerCase()) throw new CommandError(`There is a user ${known.username} already, with another e-mail address.`)
      await users.update(known.id, { role: 'admin', isDisabled: false, passwordHash, updatedAt: now }, { except: undefined })
      say(`${known.username} is admin, with a new password, and signed out everywhere.`)
    }
  })
  if (made !== undefined) say(`The password is ${made}\nIt is not shown again: change it after signing in.`)
}

/** `-` is the standard input. A line's end is no part of it. */
const readPasswordFile = (file: string): string => {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/\r?\n$/, '')
  } catch (thrown) {
    throw new GatewayError('invalid_request', `The password cannot be read from ${file}: ${(thrown as NodeJS.ErrnoException).code}.`, { param: 'password-file' })
  }
}

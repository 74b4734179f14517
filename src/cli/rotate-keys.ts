import { setTimeout as sleep } from 'node:timers/promises'
import { migrate, rotateSealed } from '../storage/index.ts'
import type { Context } from './commands.ts'
import { CommandError } from './errors.ts'
import { openVault, withDatabase } from './with-database.ts'

/** Seals everything with the first key, to the end, beside servers that serve. Then the other keys may be dropped. */
export const rotateKeys = async ({ readConfig, say }: Context): Promise<void> => {
  const config = readConfig()
  const vault = await openVault(config)
  await withDatabase(config, async database => {
    await migrate(database)
    const { rotated, failed } = await rotateSealed(database, vault, { rest: tookMs => sleep(tookMs) })
    if (failed > 0) throw new CommandError(`${rotated} were sealed anew. ${failed} cannot be opened: a key is missing from ENCRYPTION_KEY.`)
    say(`${rotated} were sealed anew. Everything is sealed with the first key of ENCRYPTION_KEY${config.encryptionKeys.length > 1 ? ': once every server runs with it, the others can be dropped' : ''}.`)
  })
}

import { migrate } from '../storage/index.ts'
import type { Context } from './commands.ts'
import { withDatabase } from './with-database.ts'

/** Brings the database up to date. Several at once wait for each other. */
export const migrateDatabase = async ({ readConfig, say }: Context): Promise<void> => {
  const ran = await withDatabase(readConfig(), migrate)
  say(ran.length === 0 ? 'The database is up to date.' : `Ran ${ran.join(', ')}. The database is up to date.`)
}

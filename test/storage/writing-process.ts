// A process of its own that writes settings as fast as it can and prints the key of each one that was acknowledged.
import { writeSync } from 'node:fs'
import { openDatabase } from '../../src/storage/index.ts'
import { silentLog } from '../helpers/silent-log.ts'

const { db } = await openDatabase({ url: process.env.TEST_URL, dataDir: process.env.TEST_DATA_DIR!, log: silentLog })
const count = Number(process.env.TEST_COUNT ?? Infinity)
for (let index = 0; index < count; index++) {
  const key = `${process.env.TEST_PREFIX ?? ''}${index}`
  await db.transaction().execute(async transaction => {
    // A transaction that begins by reading is the one that a second writer can trip up.
    await transaction.selectFrom('setting').select('key').limit(1).execute()
    await transaction.insertInto('setting').values({ key, value: 'x'.repeat(500), updated_at: index }).execute()
    await transaction.updateTable('setting').set({ updated_at: index + 1 }).where('key', '=', key).execute()
  })
  writeSync(1, key + '\n')
}
process.exit(0)

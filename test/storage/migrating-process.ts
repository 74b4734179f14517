// A process of its own that, once the test says so, starts on the database named by it and prints the migrations that it ran.
import { once } from 'node:events'
import { migrate, openDatabase } from '../../src/storage/index.ts'
import { silentLog } from '../helpers/silent-log.ts'

console.log('ready')
await once(process.stdin, 'data')
const database = await openDatabase({ url: process.env.TEST_URL, dataDir: process.env.TEST_DATA_DIR!, log: silentLog })
const ran = await migrate(database)
await database.close()
console.log(ran.join())
process.exit(0)

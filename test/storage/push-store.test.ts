import { randomBytes } from 'node:crypto'
import { test } from 'tap'
import { createPushStore, createVault, rotateSealed } from '../../src/storage/index.ts'
import { createVapid } from '../../src/push/vapid.ts'
import { forEachDatabase } from '../helpers/databases.ts'

const [oldKey, newKey] = [1, 2].map(() => randomBytes(32).toString('base64')) as [string, string]

test('the key of the house is made once, by whichever instance is first, and is sealed', t => forEachDatabase(t, async (t, database) => {
  const stores = [1, 2, 3].map(() => createPushStore(database, createVault(oldKey)))
  const keys = await Promise.all(stores.map(store => createVapid(store).publicKey()))
  t.equal(new Set(keys).size, 1)
  t.match(Buffer.from(keys[0]!, 'base64url').subarray(0, 1).toString('hex') + keys[0]!.length, '0487')

  const secret = await stores[0]!.key(() => 'another')
  t.ok(secret.length > 100)
  const { sealed } = await database.db.selectFrom('sealed_key').select('sealed').where('id', '=', 'push').executeTakeFirstOrThrow()
  t.notOk(sealed.includes(secret.slice(0, 40)))

  t.match(await rotateSealed(database, createVault([newKey, oldKey])), { rotated: 1, failed: 0 })
  t.equal(await createVapid(createPushStore(database, createVault(newKey))).publicKey(), keys[0])
}))

import { test } from 'tap'
import { createAliasStore } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { createUsers, other, userRecord } from './user-records.ts'

const alias = (name: string) => ({ name, targets: [{ model: 'demo/parlance' }], strategy: 'ordered' as const, systemPrompt: undefined, cacheTtlMs: undefined, description: undefined, createdAt: 1, updatedAt: 1 })

test('what several stores write in one piece of work is kept together or not at all', t => forEachDatabase(t, async (t, database) => {
  const [aliases, users] = [createAliasStore(database), createUsers(database)]
  const failing = database.atomically(async () => {
    await aliases.put(alias('fast'))
    await users.insert(userRecord(), 'open')
    t.equal((await aliases.all()).length, 1, 'it reads what it wrote')
    throw new Error('too bad')
  })
  await t.rejects(failing, { message: 'too bad' })
  t.strictSame(await aliases.all(), [])
  t.equal(await users.find('usr_1'), undefined)

  await database.atomically(async () => {
    await aliases.put(alias('fast'))
    await users.insert(userRecord(), 'open')
  })
  t.equal((await aliases.all()).length, 1)
  t.match(await users.find('usr_1'), { role: 'admin' })
}))

test('a store’s own transaction inside can fail alone, and says why as it does outside', t => forEachDatabase(t, async (t, database) => {
  const [aliases, users] = [createAliasStore(database), createUsers(database)]
  await users.insert(userRecord(), 'open')
  await database.atomically(async () => {
    await aliases.put(alias('fast'))
    await t.rejects(users.insert(other(2, { username: 'ANA' }), 'open'), { message: 'This user name is taken.' })
    await aliases.put(alias('cheap'))
  })
  t.strictSame((await aliases.all()).map(({ name }) => name), ['cheap', 'fast'])
  t.equal(await users.find('usr_2'), undefined)
}))

test('others see nothing of it before its end, and what it set going goes on after it', t => forEachDatabase(t, async (t, database) => {
  const aliases = createAliasStore(database)
  let later = Promise.resolve()
  await database.atomically(async () => {
    await aliases.put(alias('fast'))
    later = new Promise(resolve => { setTimeout(resolve, 20) }).then(async () => { await aliases.put(alias('later')) })
  })
  await later
  t.strictSame((await aliases.all()).map(({ name }) => name), ['fast', 'later'])
}))

test('many at once do not get into each other', t => forEachDatabase(t, async (t, database) => {
  const aliases = createAliasStore(database)
  await Promise.all(Array.from({ length: 20 }, (_, index) => database.atomically(async () => {
    await aliases.put(alias(`a${index}`))
    await aliases.put(alias(`b${index}`))
    if (index % 2 === 1) throw new Error('too bad')
  }).catch(() => {})))
  const names = (await aliases.all()).map(({ name }) => name)
  t.equal(names.length, 20)
  for (const name of names) t.equal(Number(name.slice(1)) % 2, 0, name)
}))

import { test } from 'tap'
import { createApiKeyStore, createSessionStore } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { apiKeyRecord } from './records.ts'
import { createUsers, openSecond, other, sessionRecord, userRecord } from './user-records.ts'

const conflict = (param: string) => ({ name: 'GatewayError', kind: 'conflict', more: { param } })
const lastAdmin = { name: 'GatewayError', kind: 'conflict', message: /last admin/ }

test('finds an account by its id, and by its name or address in any case', t => forEachDatabase(t, async (t, database) => {
  const store = createUsers(database)
  const record = userRecord({ displayName: 'Ana Novak', limits: { requestsPerDay: 5 }, isDisabled: true, lastLoginAt: 9 })
  t.strictSame(await store.insert(record, 'invited'), record)
  t.strictSame(await store.find('usr_1'), record)
  for (const login of ['Ana', ' aNA ', 'ana@example.org', 'ANA@EXAMPLE.ORG', 'ａｎａ']) t.strictSame(await store.findByLogin(login), record, login)
  for (const login of ['ann', 'ana@example.com', "' or 1=1 --", '']) t.equal(await store.findByLogin(login), undefined, login)
  t.equal(await store.find('usr_2'), undefined)
}))

test('makes an admin of the first who registers, and of nobody else', t => forEachDatabase(t, async (t, database) => {
  const store = createUsers(database)
  t.equal((await store.insert(userRecord(), 'closed')).role, 'admin')
  t.equal((await store.find('usr_1'))?.role, 'admin')
  t.equal((await store.insert(other(2), 'open')).role, 'user')
  await t.rejects(store.insert(other(3), 'closed'), { name: 'GatewayError', kind: 'forbidden' })
  t.equal((await store.insert(other(4, { role: 'admin' }), 'invited')).role, 'admin')
}))

test('lets nobody become admin by registering once an admin has invited somebody', t => forEachDatabase(t, async (t, database) => {
  const store = createUsers(database)
  t.equal((await store.insert(userRecord(), 'invited')).role, 'user')
  t.equal((await store.insert(other(2), 'open')).role, 'user')
  await t.rejects(store.insert(other(3), 'closed'), { name: 'GatewayError', kind: 'forbidden' })
}))

test('makes one admin of twenty who register at the same moment from two processes', t => forEachDatabase(t, async (t, database, place) => {
  const stores = [createUsers(database), createUsers(await openSecond(database, place))]
  const stored = await Promise.all(Array.from({ length: 20 }, (_, number) => stores[number % 2]!.insert(other(number), 'open')))
  t.equal(stored.filter(({ role }) => role === 'admin').length, 1)
  const { data } = await stores[0]!.list({ limit: 50 })
  t.equal(data.length, 20)
  t.equal(data.filter(({ role }) => role === 'admin').length, 1)
}))

test('takes in one of twenty who register at the same moment when registration is closed', t => forEachDatabase(t, async (t, database, place) => {
  const stores = [createUsers(database), createUsers(await openSecond(database, place))]
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, number) => stores[number % 2]!.insert(other(number), 'closed')))
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  t.equal((await stores[0]!.list({ limit: 50 })).data.length, 1)
}))

test('says which name is taken, whatever its case', t => forEachDatabase(t, async (t, database) => {
  const store = createUsers(database)
  await store.insert(userRecord(), 'open')
  await store.insert(other(2), 'open')
  await t.rejects(store.insert(other(3, { username: 'ANA' }), 'open'), conflict('username'))
  await t.rejects(store.insert(other(3, { email: 'ana@example.ORG' }), 'open'), conflict('email'))
  await t.rejects(store.update('usr_2', { username: 'aNa' }), conflict('username'))
  await t.rejects(store.update('usr_2', { email: 'ANA@example.org' }), conflict('email'))
  t.match(await store.update('usr_1', { username: 'ANA', email: 'ana@example.org' }), { username: 'ANA' }, 'its own may be written otherwise')
  t.equal((await store.findByLogin('ana'))?.id, 'usr_1')
}))

test('a name that failed leaves nothing, and the first place free', t => forEachDatabase(t, async (t, database) => {
  const store = createUsers(database)
  await t.rejects(store.insert(userRecord({ passwordHash: undefined as unknown as string }), 'open'))
  t.equal((await store.insert(other(2), 'open')).role, 'admin')
}))

test('changes the fields that are named and clears those set to undefined', t => forEachDatabase(t, async (t, database) => {
  const store = createUsers(database)
  await store.insert(userRecord({ displayName: 'Ana', limits: { requestsPerMinute: 3 } }), 'invited')
  const expected = userRecord({ displayName: undefined, limits: undefined, passwordHash: 'hash-2', updatedAt: 7 })
  t.strictSame(await store.update('usr_1', { displayName: undefined, limits: undefined, passwordHash: 'hash-2', updatedAt: 7 }), expected)
  t.strictSame(await store.update('usr_1', {}), expected)
  t.strictSame(await store.find('usr_1'), expected)
  t.equal(await store.update('usr_2', { displayName: 'nobody' }), undefined)
}))

test('ends sessions together with a change, all but the one that is named', t => forEachDatabase(t, async (t, database) => {
  const [store, sessions] = [createUsers(database), createSessionStore(database)]
  await store.insert(userRecord(), 'open')
  await store.insert(other(2), 'open')
  for (const id of ['ses_1', 'ses_2', 'ses_3']) await sessions.begin(sessionRecord({ id }), { checkedHash: 'hash-1', newHash: undefined })
  await sessions.begin(sessionRecord({ id: 'ses_4', userId: 'usr_2' }), { checkedHash: 'hash-1', newHash: undefined })
  const ids = async (userId: string) => (await sessions.list(userId, 0, { limit: 9 })).data.map(({ id }) => id)
  await store.update('usr_1', { displayName: 'Ana' })
  t.strictSame(await ids('usr_1'), ['ses_3', 'ses_2', 'ses_1'])
  await store.update('usr_1', { passwordHash: 'hash-2' }, { except: 'ses_2' })
  t.strictSame(await ids('usr_1'), ['ses_2'])
  await store.update('usr_1', { passwordHash: 'hash-3' }, { except: undefined })
  t.strictSame([await ids('usr_1'), await ids('usr_2')], [[], ['ses_4']])
}))

test('keeps the last admin who is not disabled', t => forEachDatabase(t, async (t, database) => {
  const store = createUsers(database)
  await store.insert(userRecord(), 'open')
  await store.insert(other(2, { role: 'admin', isDisabled: true }), 'invited')
  for (const change of [{ role: 'user' as const }, { isDisabled: true }]) await t.rejects(store.update('usr_1', change), lastAdmin)
  await t.rejects(store.remove('usr_1'), lastAdmin)
  t.match(await store.find('usr_1'), { role: 'admin', isDisabled: false })
  t.match(await store.update('usr_1', { role: 'admin', displayName: 'Ana' }), { displayName: 'Ana' })
  await store.update('usr_2', { isDisabled: false })
  t.match(await store.update('usr_1', { role: 'user' }), { role: 'user' })
  await t.rejects(store.update('usr_2', { role: 'user' }), lastAdmin)
}))

test('of two admins who leave at the same moment one stays', t => forEachDatabase(t, async (t, database, place) => {
  const [here, there] = [createUsers(database), createUsers(await openSecond(database, place))]
  await here.insert(userRecord(), 'open')
  await here.insert(other(2, { role: 'admin' }), 'invited')
  for (let round = 0; round < 10; round++) {
    const results = await Promise.allSettled([here.update('usr_1', { role: 'user' }), there.update('usr_2', { isDisabled: true })])
    t.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    await here.update('usr_1', { role: 'admin' })
    await here.update('usr_2', { isDisabled: false })
  }
}))

test('removes an account with its sessions and keys and leaves those of others', t => forEachDatabase(t, async (t, database) => {
  const [store, sessions, keys] = [createUsers(database), createSessionStore(database), createApiKeyStore(database)]
  await store.insert(userRecord(), 'open')
  await store.insert(other(2), 'open')
  for (const [number, userId] of ['usr_1', 'usr_2'].entries()) {
    await sessions.begin(sessionRecord({ id: `ses_${number}`, userId }), { checkedHash: 'hash-1', newHash: undefined })
    await keys.insert(apiKeyRecord({ id: `key_${number}`, userId }))
  }
  await keys.insert(apiKeyRecord({ id: 'key_9' }))
  t.equal(await store.remove('usr_2'), true)
  t.equal(await store.remove('usr_2'), false)
  t.equal(await store.find('usr_2'), undefined)
  t.equal(await sessions.find('ses_1'), undefined)
  t.strictSame((await keys.list({ limit: 9 })).data.map(({ id }) => id), ['key_9', 'key_0'])
}))

test('lists accounts newest first, a page at a time, and those whose name or address holds a text', t => forEachDatabase(t, async (t, database) => {
  const store = createUsers(database)
  for (const id of ['usr_3', 'usr_1', 'usr_2']) await store.insert(other(0, { id, username: id, email: `${id}@example.org` }), 'open')
  await store.insert(other(4, { username: 'a.b-c', email: 'x%y@example.org' }), 'open')
  const ids = async (query: { limit: number; cursor?: string; q?: string }) => {
    const page = await store.list(query)
    return [page.data.map(({ id }) => id), page.nextCursor]
  }
  t.strictSame(await ids({ limit: 3 }), [['usr_4', 'usr_3', 'usr_2'], 'usr_2'])
  t.strictSame(await ids({ limit: 3, cursor: 'usr_2' }), [['usr_1'], undefined])
  t.strictSame(await ids({ limit: 9, q: 'USR_' }), [['usr_3', 'usr_2', 'usr_1'], undefined], 'the underscore is one')
  t.strictSame(await ids({ limit: 9, q: '%' }), [['usr_4'], undefined], 'the percent sign too')
  t.strictSame(await ids({ limit: 9, q: '2@EXAMPLE' }), [['usr_2'], undefined])
  t.strictSame(await ids({ limit: 9, q: '\\' }), [[], undefined])
}))

test('keeps preferences sealed', t => forEachDatabase(t, async (t, database) => {
  const store = createUsers(database)
  await store.insert(userRecord(), 'open')
  t.strictSame(await store.preferences('usr_1'), {})
  const preferences = { theme: 'dark' as const, language: null, defaultModel: null, systemPrompt: 'My secret garden.', favoriteModels: [], sendKey: 'enter' as const, keyboardShortcuts: true }
  t.equal(await store.savePreferences('usr_1', preferences), true)
  t.strictSame(await store.preferences('usr_1'), preferences)
  t.notMatch(JSON.stringify(await database.db.selectFrom('account').selectAll().execute()), /garden|dark/)
  t.equal(await store.savePreferences('usr_2', preferences), false)
  t.equal(await store.preferences('usr_2'), undefined)
}))

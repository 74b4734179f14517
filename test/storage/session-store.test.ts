import { test } from 'tap'
import { createApiKeyStore, createSessionStore } from '../../src/storage/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { apiKeyRecord } from './records.ts'
import { createUsers, openSecond, other, sessionRecord, userRecord } from './user-records.ts'

const login = { checkedHash: 'hash-1', newHash: undefined }

test('begins a session, notes the login, and finds it by its id and its family', t => forEachDatabase(t, async (t, database) => {
  const [users, store] = [createUsers(database), createSessionStore(database)]
  await users.insert(userRecord(), 'invited')
  const session = sessionRecord({ replaced: [{ hash: 'token-0', replacedAt: 5 }] })
  t.equal(await store.begin(session, login), true)
  const expected = { session, user: userRecord({ lastLoginAt: session.createdAt }) }
  t.strictSame(await store.find('ses_1'), expected)
  t.strictSame(await store.findByFamily('family of ses_1'), expected)
  t.equal(await store.find('ses_2'), undefined)
  t.equal(await store.findByFamily('token-1'), undefined)
}))

test('replaces the hash of a password with the login', t => forEachDatabase(t, async (t, database) => {
  const [users, store] = [createUsers(database), createSessionStore(database)]
  await users.insert(userRecord(), 'open')
  t.equal(await store.begin(sessionRecord(), { checkedHash: 'hash-1', newHash: 'hash-2' }), true)
  t.equal((await users.find('usr_1'))?.passwordHash, 'hash-2')
}))

test('begins no session by a password that was changed meanwhile, nor for a disabled or missing account', t => forEachDatabase(t, async (t, database) => {
  const [users, store] = [createUsers(database), createSessionStore(database)]
  await users.insert(userRecord({ isDisabled: true }), 'invited')
  t.equal(await store.begin(sessionRecord(), login), false)
  await users.update('usr_1', { isDisabled: false, passwordHash: 'hash-2' })
  t.equal(await store.begin(sessionRecord(), { checkedHash: 'hash-1', newHash: 'hash-3' }), false)
  t.equal(await store.begin(sessionRecord({ userId: 'usr_9' }), login), false)
  t.strictSame((await store.list('usr_1', 0, { limit: 9 })).data, [])
  t.match(await users.find('usr_1'), { passwordHash: 'hash-2', lastLoginAt: undefined })
}))

test('leaves no session of the old password, however a change and logins cross', t => forEachDatabase(t, async (t, database, place) => {
  const [users, store] = [createUsers(await openSecond(database, place)), createSessionStore(database)]
  await users.insert(userRecord({ passwordHash: 'hash-0' }), 'open')
  for (let round = 0; round < 10; round++) {
    const begin = (number: number) => store.begin(sessionRecord({ id: `ses_${round}_${number}` }), { checkedHash: `hash-${round}`, newHash: undefined })
    await Promise.all([begin(0), begin(1), users.update('usr_1', { passwordHash: `hash-${round + 1}` }, { except: undefined }), begin(2), begin(3)])
    t.strictSame((await store.list('usr_1', 0, { limit: 9 })).data, [])
  }
}))

test('of twenty requests with one token one replaces it', t => forEachDatabase(t, async (t, database, place) => {
  const stores = [createSessionStore(database), createSessionStore(await openSecond(database, place))]
  await createUsers(database).insert(userRecord(), 'open')
  await stores[0]!.begin(sessionRecord(), login)
  const next = { replaced: [{ hash: 'token-1', replacedAt: 8 }], userAgent: 'b', address: '::1', lastUsedAt: 8, expiresAt: 9 }
  const won = await Promise.all(Array.from({ length: 20 }, (_, number) => stores[number % 2]!.rotate('ses_1', 'token-1', { ...next, tokenHash: `token-${number + 2}` })))
  t.equal(won.filter(Boolean).length, 1)
  t.match((await stores[0]!.find('ses_1'))?.session, { ...next, tokenHash: `token-${won.indexOf(true) + 2}` })
}))

test('lists what has not expired, newest first, a page at a time, of one user', t => forEachDatabase(t, async (t, database) => {
  const [users, store] = [createUsers(database), createSessionStore(database)]
  await users.insert(userRecord(), 'open')
  await users.insert(other(2), 'open')
  for (const id of ['ses_2', 'ses_1', 'ses_3']) await store.begin(sessionRecord({ id }), login)
  await store.begin(sessionRecord({ id: 'ses_4', expiresAt: 10 }), login)
  await store.begin(sessionRecord({ id: 'ses_5', userId: 'usr_2' }), login)
  const ids = async (now: number, cursor?: string) => {
    const page = await store.list('usr_1', now, { limit: 2, cursor })
    return [page.data.map(({ id }) => id), page.nextCursor]
  }
  t.strictSame(await ids(9), [['ses_4', 'ses_3'], 'ses_3'])
  t.strictSame(await ids(10), [['ses_3', 'ses_2'], 'ses_2'])
  t.strictSame(await ids(10, 'ses_2'), [['ses_1'], undefined])
  await store.prune(10)
  t.equal(await store.find('ses_4'), undefined)
  t.ok(await store.find('ses_3'))
}))

test('ends a session of its owner only, or all but one', t => forEachDatabase(t, async (t, database) => {
  const [users, store] = [createUsers(database), createSessionStore(database)]
  await users.insert(userRecord(), 'open')
  await users.insert(other(2), 'open')
  for (const id of ['ses_1', 'ses_2', 'ses_3']) await store.begin(sessionRecord({ id }), login)
  t.equal(await store.end('usr_2', 'ses_1'), false)
  t.equal(await store.end('usr_1', 'ses_1'), true)
  t.equal(await store.end('usr_1', 'ses_1'), false)
  await store.endOthers('usr_2', 'ses_2')
  t.ok(await store.find('ses_3'))
  await store.endOthers('usr_1', 'ses_2')
  t.strictSame((await store.list('usr_1', 0, { limit: 9 })).data.map(({ id }) => id), ['ses_2'])
}))

test('keeps the hundred sessions that were used last', t => forEachDatabase(t, async (t, database) => {
  const [users, store] = [createUsers(database), createSessionStore(database)]
  await users.insert(userRecord(), 'open')
  for (let number = 0; number < 102; number++) await store.begin(sessionRecord({ id: `ses_${number}`, lastUsedAt: number === 0 ? 999 : number }), login)
  const ids = (await store.list('usr_1', 0, { limit: 200 })).data.map(({ id }) => id)
  t.equal(ids.length, 100)
  t.strictSame(['ses_0', 'ses_1', 'ses_2', 'ses_3', 'ses_101'].map(id => ids.includes(id)), [true, false, false, true, true])
}))

test('knows from where a user has been', t => forEachDatabase(t, async (t, database) => {
  const [users, store] = [createUsers(database), createSessionStore(database)]
  await users.insert(userRecord(), 'open')
  await store.begin(sessionRecord(), login)
  t.strictSame(await Promise.all([store.isKnownAddress('usr_1', '192.0.2.7'), store.isKnownAddress('usr_1', '192.0.2.8'), store.isKnownAddress('usr_2', '192.0.2.7')]), [true, false, false])
}))

test('finds a key together with what its owner may do', t => forEachDatabase(t, async (t, database) => {
  const [users, keys] = [createUsers(database), createApiKeyStore(database)]
  await users.insert(userRecord({ limits: { requestsPerDay: 7 }, models: ['demo/*'], budget: { usd: 2, period: 'day' } }), 'open')
  const [owned, free] = [apiKeyRecord({ id: 'key_1', userId: 'usr_1' }), apiKeyRecord({ id: 'key_2' })]
  for (const key of [owned, free]) await keys.insert(key)
  t.strictSame(await keys.findByHash(owned.hash), { ...owned, owner: { isAdmin: true, isDisabled: false, limits: { requestsPerDay: 7 }, models: ['demo/*'], budget: { usd: 2, period: 'day' } } })
  t.strictSame(await keys.findByHash(free.hash), free)
  await users.insert(other(2, { role: 'admin' }), 'invited')
  await users.update('usr_1', { isDisabled: true, role: 'user', limits: undefined })
  t.match((await keys.findByHash(owned.hash))?.owner, { isAdmin: false, isDisabled: true, limits: undefined })
  t.strictSame((await keys.list({ limit: 9, userId: 'usr_1' })).data, [owned])
}))

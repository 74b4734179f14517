import { createHash } from 'node:crypto'
import { test } from 'tap'
import { toApiKey } from '../../src/accounts/index.ts'
import type { Principal, Scope } from '../../src/core/ports.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { createSetup } from './setup.ts'

const day = 86_400_000
const invalid = (param: string) => ({ name: 'GatewayError', kind: 'invalid_request', more: { param } })
const forbidden = (param: string) => ({ name: 'GatewayError', kind: 'forbidden', more: { param } })

test('stores the hash of a secret and shows neither again', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin } = createSetup(t, database)
  const { record, secret } = await apiKeys.create(admin, { name: '  laptop ', scopes: ['inference'] })
  t.match(secret, /^plk_[0-9A-Za-z]{43}$/)
  const rows = await database.db.selectFrom('api_key').selectAll().execute()
  t.match(rows, [{ id: record.id, name: 'laptop', hash: createHash('sha256').update(secret).digest('hex'), hint: secret.slice(0, 10), created_by: admin.id }])
  t.notOk(JSON.stringify(rows).includes(secret.slice(10)))
  const shown = JSON.stringify(toApiKey(await apiKeys.get(admin, record.id)))
  t.notMatch(shown, record.hash)
  t.notMatch(shown, 'ash"')
}))

test('shows a key with times that people can read', async t => {
  const record = { id: 'key_1', userId: undefined, name: 'laptop', hash: 'h', previousHash: 'p', hint: 'plk_abcdef', scopes: ['chats' as const], limits: undefined, createdBy: undefined, createdAt: 0, updatedAt: 1, expiresAt: day, revokedAt: undefined, lastUsedAt: undefined }
  t.strictSame(toApiKey(record), {
    id: 'key_1', userId: null, name: 'laptop', hint: 'plk_abcdef', scopes: ['chats'], limits: null, models: null, budget: null, parentId: null, createdBy: null,
    createdAt: '1970-01-01T00:00:00.000Z', updatedAt: '1970-01-01T00:00:00.001Z', expiresAt: '1970-01-02T00:00:00.000Z',
    revokedAt: null, lastUsedAt: null, previousExpiresAt: null,
  })
})

test('refuses names, scopes, limits and times that make no sense', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, state } = createSetup(t, database)
  const good = { name: 'laptop', scopes: ['inference' as const] }
  for (const name of ['', '  ', 'x'.repeat(101), 'a\nb', 'a\u0000b']) await t.rejects(apiKeys.create(admin, { ...good, name }), invalid('name'))
  // A caller without types may send anything.
  for (const scopes of [[], ['everything' as Scope], ['chats', 'everything' as Scope]] satisfies Scope[][]) await t.rejects(apiKeys.create(admin, { ...good, scopes }), invalid('scopes'))
  for (const expiresAt of [0, state.now, NaN]) await t.rejects(apiKeys.create(admin, { ...good, expiresAt }), invalid('expiresAt'))
  for (const limit of [0, -1, 1.5]) await t.rejects(apiKeys.create(admin, { ...good, limits: { requestsPerDay: limit } }), invalid('limits.requestsPerDay'))
  for (const graceSeconds of [-1, 0.5, 7 * 86400 + 1]) await t.rejects(apiKeys.rotate(admin, 'key_1', { graceSeconds }), invalid('graceSeconds'))
  t.strictSame((await apiKeys.list(admin, { limit: 5 })).data, [])
}))

test('gives a new key no more than its maker has', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, state } = createSetup(t, database)
  const expiresAt = state.now + day
  const made = await apiKeys.create(admin, { name: 'maker', scopes: ['inference', 'chats'], expiresAt, limits: { requestsPerMinute: 10, requestsPerDay: 100 } })
  const maker = await apiKeys.authenticate(made.secret) as Principal

  for (const scopes of [['admin'], ['inference', 'providers']] satisfies Scope[][]) await t.rejects(apiKeys.create(maker, { name: 'child', scopes }), forbidden('scopes'))
  await t.rejects(apiKeys.update(maker, maker.id, { name: 'taller' }), { name: 'GatewayError', kind: 'not_found' }, 'and a key without the scope admin changes none, not even itself')
  await t.rejects(apiKeys.create(maker, { name: 'child', scopes: ['chats'], expiresAt: expiresAt + 1 }), forbidden('expiresAt'))
  await t.rejects(apiKeys.create(maker, { name: 'child', scopes: ['chats'], limits: { requestsPerMinute: 11 } }), forbidden('limits.requestsPerMinute'))

  const { record } = await apiKeys.create(maker, { name: 'child', scopes: ['chats'], limits: { requestsPerMinute: 5, requestsPerHour: 50 } })
  t.match(record, { scopes: ['chats'], expiresAt, limits: { requestsPerMinute: 5, requestsPerHour: 50, requestsPerDay: 100 }, createdBy: maker.id })
}))

test('lets an admin key that expires make no key that does not', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, state } = createSetup(t, database)
  const { secret } = await apiKeys.create(admin, { name: 'guest', scopes: ['admin'], expiresAt: state.now + day })
  const guest = await apiKeys.authenticate(secret) as Principal
  const { record } = await apiKeys.create(guest, { name: 'child', scopes: ['admin', 'chats'] })
  t.equal(record.expiresAt, state.now + day)
  t.equal((await apiKeys.update(guest, guest.id, { expiresAt: undefined })).expiresAt, state.now + day)
  await apiKeys.revoke(admin, guest.id)
  await t.rejects(apiKeys.create(guest, { name: 'late', scopes: ['chats'] }), { name: 'GatewayError', kind: 'unauthorized' })
}))

test('changes a key, and its next request knows', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, state } = createSetup(t, database)
  const { secret, record } = await apiKeys.create(admin, { name: 'laptop', scopes: ['admin'], limits: { requestsPerDay: 5 }, expiresAt: state.now + day })
  t.match(await apiKeys.authenticate(secret), { isAdmin: true })
  state.now += 1
  const updated = await apiKeys.update(admin, record.id, { name: 'desktop', scopes: ['chats'] })
  t.match(updated, { name: 'desktop', scopes: ['chats'], limits: { requestsPerDay: 5 }, expiresAt: record.expiresAt, updatedAt: state.now })
  t.match(await apiKeys.authenticate(secret), { name: 'desktop', isAdmin: false, scopes: ['chats'] })
  t.match(await apiKeys.update(admin, record.id, { limits: undefined, expiresAt: undefined }), { name: 'desktop', limits: undefined, expiresAt: undefined })
  await t.rejects(apiKeys.update(admin, 'key_none', { name: 'x' }), { name: 'GatewayError', kind: 'not_found' })
}))

test('rotates a secret: the old one stops at once', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin } = createSetup(t, database)
  const old = await apiKeys.create(admin, { name: 'laptop', scopes: ['chats'] })
  t.ok(await apiKeys.authenticate(old.secret))
  const renewed = await apiKeys.rotate(admin, old.record.id)
  t.equal(renewed.record.id, old.record.id)
  t.equal(renewed.record.hint, renewed.secret.slice(0, 10))
  t.equal(await apiKeys.authenticate(old.secret), undefined)
  t.match(await apiKeys.authenticate(renewed.secret), { id: old.record.id, name: 'laptop' })
}))

test('rotates a secret with grace: both work, then one', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, state } = createSetup(t, database)
  const old = await apiKeys.create(admin, { name: 'laptop', scopes: ['chats'] })
  const renewed = await apiKeys.rotate(admin, old.record.id, { graceSeconds: 3 })
  t.match(await apiKeys.authenticate(old.secret), { id: old.record.id })
  t.match(await apiKeys.authenticate(renewed.secret), { id: old.record.id })
  state.now += 3000
  t.equal(await apiKeys.authenticate(old.secret), undefined)
  t.match(await apiKeys.authenticate(renewed.secret), { id: old.record.id })

  const third = await apiKeys.rotate(admin, old.record.id, { graceSeconds: 3 })
  await apiKeys.revoke(admin, old.record.id)
  for (const { secret } of [old, renewed, third]) t.equal(await apiKeys.authenticate(secret), undefined)
}))

test('revokes a key at once and for ever', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, state } = createSetup(t, database)
  const { secret, record } = await apiKeys.create(admin, { name: 'laptop', scopes: ['chats'] })
  t.ok(await apiKeys.authenticate(secret))
  const revoked = await apiKeys.revoke(admin, record.id)
  t.equal(revoked.revokedAt, state.now)
  t.equal(await apiKeys.authenticate(secret), undefined)
  state.now += 5
  t.strictSame(await apiKeys.revoke(admin, record.id), revoked, 'twice is once')
  const conflict = { name: 'GatewayError', kind: 'conflict' }
  await t.rejects(apiKeys.update(admin, record.id, { name: 'back' }), conflict)
  await t.rejects(apiKeys.rotate(admin, record.id), conflict)
  await t.rejects(apiKeys.revoke(admin, 'key_none'), { name: 'GatewayError', kind: 'not_found' })
}))

test('lets no lookup that began before a revocation outlive it', t => forEachDatabase(t, async (t, database) => {
  const held = Promise.withResolvers<void>()
  const plain = createSetup(t, database)
  const { apiKeys } = createSetup(t, database, {
    store: {
      ...plain.store,
      findByHash: async hash => {
        const record = await plain.store.findByHash(hash)
        await held.promise
        return record
      },
    },
  })
  const { secret, record } = await apiKeys.create(plain.admin, { name: 'laptop', scopes: ['chats'] })
  const early = apiKeys.authenticate(secret)
  while (plain.state.lookups === 0) await new Promise(setImmediate)
  await apiKeys.revoke(plain.admin, record.id)
  held.resolve()
  t.equal(await early, undefined)
  t.equal(await apiKeys.authenticate(secret), undefined)
}))

test('makes one admin key on the first start, also of several processes at once', t => forEachDatabase(t, async (t, database, place) => {
  const processes = await Promise.all([1, 2, 3].map(async () => createSetup(t, await place.open(), { adminKey: undefined }).apiKeys))
  const secrets = (await Promise.all(processes.map(apiKeys => apiKeys.ensureAdminKey()))).filter(secret => secret !== undefined)
  t.equal(secrets.length, 1)
  const admin = await processes[0]!.authenticate(secrets[0]!)
  t.match(admin, { name: 'admin', isAdmin: true })
  t.equal(await processes[1]!.ensureAdminKey(), undefined)
  t.equal((await processes[1]!.list(admin!, { limit: 9 })).data.length, 1)
}))

test('makes no admin key when the operator has one', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin } = createSetup(t, database)
  t.equal(await apiKeys.ensureAdminKey(), undefined)
  t.strictSame((await apiKeys.list(admin, { limit: 9 })).data, [])
}))

test('writes when keys were last used in one go, and again when that failed', t => forEachDatabase(t, async (t, database) => {
  const setup = createSetup(t, database)
  let isDown = true
  const touched: number[] = []
  const { apiKeys, admin, state } = createSetup(t, database, {
    store: {
      ...setup.store,
      touch: async used => {
        touched.push(used.size)
        if (isDown) throw new Error('down')
        await setup.store.touch(used)
      },
    },
  })
  const [one, two] = await Promise.all(['one', 'two'].map(name => apiKeys.create(admin, { name, scopes: ['chats'] }))) as [Awaited<ReturnType<typeof apiKeys.create>>, Awaited<ReturnType<typeof apiKeys.create>>]
  for (const { secret } of [one, two, one]) await apiKeys.authenticate(secret)
  t.equal((await apiKeys.get(admin, one.record.id)).lastUsedAt, undefined)
  await apiKeys.flush()
  isDown = false
  await apiKeys.close()
  await apiKeys.flush()
  t.strictSame(touched, [2, 2])
  t.equal((await apiKeys.get(admin, one.record.id)).lastUsedAt, state.now)
}))

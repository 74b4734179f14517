import { setTimeout as wait } from 'node:timers/promises'
import { test } from 'tap'
import { createKeySecret } from '../../src/accounts/key-secret.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { adminKey, createSetup } from './setup.ts'

const hour = 3_600_000

test('knows the holder of a key, at once and as the same object from the second time on', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, state } = createSetup(t, database)
  const { secret, record } = await apiKeys.create(admin, { name: 'laptop', scopes: ['chats', 'inference'], limits: { requestsPerMinute: 5 } })
  const first = await apiKeys.authenticate(secret)
  t.strictSame(first, { type: 'key', id: record.id, name: 'laptop', scopes: ['inference', 'chats'], isAdmin: false, limits: { requestsPerMinute: 5 } })
  t.equal(apiKeys.authenticate(secret), first, 'not a promise')
  t.equal(state.lookups, 1)
}))

test('refuses what is not a key without asking the database', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, state } = createSetup(t, database)
  const secret = createKeySecret()
  const garbage = ['', ' ', 'plk_', secret + 'x', secret.slice(0, -1), secret.slice(0, -1) + '!', secret + '\n', secret.toUpperCase(), 'sk-' + 'a'.repeat(44), adminKey.slice(0, -1), adminKey + ' ', 'é'.repeat(47), 'x'.repeat(100_000)]
  for (const text of garbage) t.equal(apiKeys.authenticate(text), undefined)
  t.equal(state.lookups, 0)
}))

test('asks once for a made-up key that is tried again and again', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, state } = createSetup(t, database)
  const secret = createKeySecret()
  t.strictSame(await Promise.all([1, 2, 3].map(() => apiKeys.authenticate(secret))), [undefined, undefined, undefined])
  t.equal(apiKeys.authenticate(secret), undefined)
  t.equal(state.lookups, 1)
}))

test('looks only so many made-up keys up at once, and known keys still pass', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, state } = createSetup(t, database)
  const { secret } = await apiKeys.create(admin, { name: 'laptop', scopes: ['inference'] })
  const principal = await apiKeys.authenticate(secret)
  state.lookups = 0
  const results = Array.from({ length: 1000 }, () => Promise.resolve(apiKeys.authenticate(createKeySecret())))
  t.equal(state.lookups, 128)
  t.equal(apiKeys.authenticate(secret), principal)
  const settled = await Promise.allSettled(results)
  const refused = settled.filter(({ status }) => status === 'rejected')
  t.equal(refused.length, 1000 - 128)
  t.match(refused[0], { reason: { kind: 'unavailable', more: { retryAfterMs: 1000 } } })
}))

test('stops a key at its expiry, to the millisecond and without asking', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, state } = createSetup(t, database)
  const expiresAt = state.now + 3000
  const { secret } = await apiKeys.create(admin, { name: 'short', scopes: ['inference'], expiresAt })
  t.ok(await apiKeys.authenticate(secret))
  state.now = expiresAt - 1
  t.ok(apiKeys.authenticate(secret))
  state.now = expiresAt
  t.equal(apiKeys.authenticate(secret), undefined)
  t.equal(state.lookups, 1)
}))

test('always takes the operator’s key', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, state } = createSetup(t, database)
  state.isDown = true
  t.match(apiKeys.authenticate(adminKey), { id: 'key_environment', isAdmin: true, scopes: ['admin'], limits: undefined })
  const without = createSetup(t, database, { adminKey: '' })
  t.equal(without.apiKeys.authenticate(''), undefined)
}))

test('sees within seconds what another process changed, without making a known key wait', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, state, open } = createSetup(t, database)
  const other = open()
  const { secret, record } = await apiKeys.create(admin, { name: 'laptop', scopes: ['inference'] })
  const before = await apiKeys.authenticate(secret)

  state.now += 6000
  t.equal(apiKeys.authenticate(secret), before, 'read again in the background')
  while (state.lookups < 2) await wait(1)
  await wait(50)
  t.equal(apiKeys.authenticate(secret), before, 'the same object, for nothing changed')
  t.equal(state.lookups, 2)

  await other.revoke(admin, record.id)
  state.now += 6000
  apiKeys.authenticate(secret)
  while (await apiKeys.authenticate(secret) !== undefined) await wait(1)
  t.pass('refused')
}))

test('does not trust what it knew of a key that was long idle', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, state, open } = createSetup(t, database)
  const { secret, record } = await apiKeys.create(admin, { name: 'laptop', scopes: ['inference'] })
  t.ok(await apiKeys.authenticate(secret))
  await open().revoke(admin, record.id)
  state.now += hour
  t.equal(await apiKeys.authenticate(secret), undefined)
}))

test('says `unavailable` for keys it does not know while the database is down; keys in use last a minute', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, state } = createSetup(t, database)
  const { secret } = await apiKeys.create(admin, { name: 'laptop', scopes: ['inference'] })
  t.ok(await apiKeys.authenticate(secret))
  state.isDown = true
  const unavailable = { name: 'GatewayError', kind: 'unavailable' }
  await t.rejects(Promise.resolve(apiKeys.authenticate(createKeySecret())), unavailable)
  for (let second = 0; second < 59; second++) {
    state.now += 1000
    if (apiKeys.authenticate(secret) === undefined) t.fail('refused a key in use')
    await wait(0)
  }
  state.now += 1000
  await t.rejects(Promise.resolve(apiKeys.authenticate(secret)), unavailable)
  state.isDown = false
  t.match(await apiKeys.authenticate(secret), { name: 'laptop' })
}))

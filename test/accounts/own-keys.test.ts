import { test } from 'tap'
import type { Principal, Scope } from '../../src/core/ports.ts'
import { windowsOf } from '../../src/limits/index.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { ana, ben, client, createPeople } from './people.ts'

const notFound = { name: 'GatewayError', kind: 'not_found' }
const forbidden = (param: string) => ({ name: 'GatewayError', kind: 'forbidden', more: { param } })

/** An admin, a user and another user, each as a caller. */
const createThree = async (...[t, database]: Parameters<typeof createPeople>) => {
  const people = createPeople(t, database)
  const { accounts } = people
  const enter = async (username: string) => {
    const { accessToken } = await accounts.signIn.register({ ...ana, username, email: `${username}@example.org` }, client)
    return await accounts.authenticate(accessToken) as Principal
  }
  return { ...people, admin: await enter('ana'), user: await enter(ben.username), other: await enter('carl') }
}

test('a key of a user acts for the user and can do no more', t => forEachDatabase(t, async (t, database) => {
  const { accounts, apiKeys, user } = await createThree(t, database)
  const { record, secret } = await apiKeys.create(user, { name: 'laptop', scopes: ['chats'] })
  t.match(record, { userId: user.id, createdBy: user.id, expiresAt: undefined, limits: undefined })
  t.strictSame(await accounts.authenticate(secret), {
    type: 'key', id: record.id, name: 'laptop', scopes: ['chats'], isAdmin: false, limits: undefined, userId: user.id, accountLimits: { requestsPerMinute: 10, requestsPerHour: 100 },
  })
  for (const scope of ['providers', 'analytics', 'webhooks', 'admin'] satisfies Scope[]) {
    await t.rejects(apiKeys.create(user, { name: 'strong', scopes: ['chats', scope] }), forbidden('scopes'))
    await t.rejects(apiKeys.update(user, record.id, { scopes: [scope] }), forbidden('scopes'))
  }
  await t.rejects(apiKeys.create(user, { name: 'fast', scopes: ['chats'], limits: { requestsPerMinute: 11 } }), forbidden('limits.requestsPerMinute'))
}))

test('a user has their own keys and knows of no others; an admin has all', t => forEachDatabase(t, async (t, database) => {
  const { apiKeys, admin, user, other } = await createThree(t, database)
  const mine = (await apiKeys.create(user, { name: 'mine', scopes: ['chats'] })).record
  const theirs = (await apiKeys.create(other, { name: 'theirs', scopes: ['chats'] })).record
  const strong = (await apiKeys.create(admin, { name: 'strong', scopes: ['admin'] })).record
  const names = async (caller: Principal, userId?: string) => (await apiKeys.list(caller, { limit: 9, userId })).data.map(({ name }) => name)
  t.strictSame(await names(user), ['mine'])
  t.strictSame(await names(user, user.id), ['mine'])
  t.strictSame(await names(user, other.id), [])
  t.strictSame(await names(admin), ['strong', 'theirs', 'mine'])
  t.strictSame(await names(admin, other.id), ['theirs'])
  for (const { id } of [theirs, strong, { id: 'key_none' }]) {
    await t.rejects(apiKeys.get(user, id), notFound)
    await t.rejects(apiKeys.update(user, id, { name: 'taken' }), notFound)
    await t.rejects(apiKeys.rotate(user, id), notFound)
    await t.rejects(apiKeys.revoke(user, id), notFound)
  }
  t.match(await apiKeys.get(user, mine.id), { name: 'mine' })
  t.match(await apiKeys.update(user, mine.id, { name: 'still mine' }), { name: 'still mine', userId: user.id })
  t.match((await apiKeys.rotate(user, mine.id)).record, { id: mine.id })
  t.match(await apiKeys.revoke(admin, mine.id), { revokedAt: Number })
}))

test('the keys of a user count in the user’s windows, whatever limits of their own they have', t => forEachDatabase(t, async (t, database) => {
  const { accounts, apiKeys, user } = await createThree(t, database)
  const know = async (limits?: { requestsPerMinute: number }) => await accounts.authenticate((await apiKeys.create(user, { name: 'laptop', scopes: ['inference'], limits })).secret) as Principal
  const [plain, slow] = [await know(), await know({ requestsPerMinute: 2 })]
  const keys = (caller: Principal, isInference: boolean) => windowsOf(caller, isInference).map(({ key, limit }) => `${key} ${limit}`)
  const shared = [`${user.id} minute 10`, `${user.id} hour 100`]
  t.strictSame(keys(user, true), shared)
  t.strictSame(keys(plain, true), shared)
  t.strictSame(keys(slow, true), [`${slow.id} minute 2`, ...shared])
  t.strictSame([keys(user, false), keys(plain, false), keys(slow, false)], [[], [], [`${slow.id} minute 2`]])
}))

test('the key of an admin shares the admin’s windows unless it has limits of its own', t => forEachDatabase(t, async (t, database) => {
  const { accounts, apiKeys, admin } = await createThree(t, database)
  const know = async (limits?: { requestsPerMinute: number }) => await accounts.authenticate((await apiKeys.create(admin, { name: 'laptop', scopes: ['inference'], limits })).secret) as Principal
  const [plain, fast] = [await know(), await know({ requestsPerMinute: 1000 })]
  t.match(plain.accountLimits, { requestsPerMinute: 10 })
  t.strictSame(windowsOf(fast, true).map(({ key, limit }) => `${key} ${limit}`), [`${fast.id} minute 1000`])
  await accounts.signIn.invite({ ...ana, username: 'dora', email: 'dora@example.org', role: 'admin' })
  await accounts.users.update(admin.id, { role: 'user' })
  const { data: [record] } = await apiKeys.list(admin, { limit: 1, userId: admin.id })
  t.match(record, { limits: { requestsPerMinute: 1000 } })
  const { secret } = await apiKeys.rotate(admin, record!.id)
  t.strictSame(windowsOf(await accounts.authenticate(secret) as Principal, true).map(({ limit }) => limit), [1000, 10, 100])
}))

test('a key that an admin’s key makes belongs to the admin too, and one of the house’s to nobody', t => forEachDatabase(t, async (t, database) => {
  const { accounts, apiKeys, admin } = await createThree(t, database)
  const maker = await accounts.authenticate((await apiKeys.create(admin, { name: 'maker', scopes: ['admin'] })).secret) as Principal
  t.match((await apiKeys.create(maker, { name: 'child', scopes: ['admin'] })).record, { userId: admin.id, createdBy: maker.id })
  const house: Principal = { type: 'key', id: 'key_environment', name: 'ADMIN_API_KEY', scopes: ['admin'], isAdmin: true, limits: undefined }
  t.match((await apiKeys.create(house, { name: 'child', scopes: ['admin'] })).record, { userId: undefined })
}))

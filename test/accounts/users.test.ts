import { test } from 'tap'
import type { Principal } from '../../src/core/ports.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { ana, ben, client, createPeople, password } from './people.ts'

const ended = { name: 'GatewayError', kind: 'unauthorized' }
const notFound = { name: 'GatewayError', kind: 'not_found' }
const lastAdmin = { name: 'GatewayError', kind: 'conflict', message: /last admin/ }
const asked = async (ask: () => unknown) => ask()

test('a profile changes, and the next call knows', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database)
  const { user, accessToken } = await accounts.signIn.register(ana, client)
  await accounts.signIn.register(ben, client)
  await accounts.authenticate(accessToken)
  t.match(await accounts.users.updateProfile(user.id, { username: 'Anna', email: 'anna@example.org', displayName: ' Anna N. ' }), { username: 'Anna', email: 'anna@example.org', displayName: 'Anna N.' })
  t.match(await accounts.authenticate(accessToken), { name: 'Anna' })
  t.match(await accounts.users.updateProfile(user.id, { displayName: undefined }), { username: 'Anna', displayName: undefined })
  await t.rejects(accounts.users.updateProfile(user.id, { username: 'BEN' }), { name: 'GatewayError', kind: 'conflict', more: { param: 'username' } })
  await t.rejects(accounts.users.updateProfile(user.id, { email: 'nowhere' }), { name: 'GatewayError', kind: 'invalid_request', more: { param: 'email' } })
  t.ok(await accounts.signIn.logIn({ login: 'anna@example.org', password }, client))
}))

test('a new password ends every other session, and the old one opens nothing', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database)
  const here = await accounts.signIn.register(ana, client)
  const there = await accounts.signIn.logIn({ login: 'ana', password }, client)
  const { sessionId } = (await accounts.authenticate(here.accessToken))!
  await accounts.authenticate(there.accessToken)
  await t.rejects(accounts.users.setPassword(here.user, 'password123', sessionId!), { name: 'GatewayError', kind: 'invalid_request', more: { param: 'newPassword' } })
  await accounts.users.setPassword(here.user, 'wrong donkey engine needle', sessionId!)
  t.ok(await accounts.authenticate(here.accessToken))
  await t.rejects(asked(() => accounts.authenticate(there.accessToken)), ended)
  await t.rejects(accounts.sessions.refresh(there.refreshToken, client), ended)
  await t.rejects(accounts.signIn.logIn({ login: 'ana', password }, client), ended)
  t.ok(await accounts.signIn.logIn({ login: 'ana', password: 'wrong donkey engine needle' }, client))
}))

test('the password is asked for again at dangerous moments, and guessed no more often than at the door', t => forEachDatabase(t, async (t, database) => {
  const { accounts, verified } = createPeople(t, database)
  const { user } = await accounts.signIn.register(ana, client)
  const confirm = (given: string) => accounts.signIn.confirm(user, given, { param: 'password', address: client.address })
  await confirm(password)
  for (let attempt = 0; attempt < 10; attempt++) await t.rejects(confirm('wrong'), { name: 'GatewayError', kind: 'forbidden', more: { param: 'password' } })
  await t.rejects(confirm(password), { name: 'GatewayError', kind: 'rate_limited' })
  await t.rejects(accounts.signIn.logIn({ login: 'ana', password }, client), { name: 'GatewayError', kind: 'rate_limited' })
  t.equal(verified.length, 11)
}))

test('whoever is demoted loses admin rights with the next call, by session and by key', t => forEachDatabase(t, async (t, database) => {
  const { accounts, apiKeys } = createPeople(t, database)
  await accounts.signIn.register(ana, client)
  const { user, accessToken } = await accounts.signIn.register(ben, client)
  t.match(await accounts.authenticate(accessToken), { isAdmin: false })
  await accounts.users.update(user.id, { role: 'admin' })
  const admin = (await accounts.authenticate(accessToken))!
  t.match(admin, { isAdmin: true })
  const { secret } = await apiKeys.create(admin, { name: 'strong', scopes: ['admin', 'inference'] })
  t.match(await accounts.authenticate(secret), { isAdmin: true, scopes: ['inference', 'admin'] })
  await accounts.users.update(user.id, { role: 'user' })
  t.match(await accounts.authenticate(accessToken), { isAdmin: false, scopes: ['inference', 'chats'] })
  t.match(await accounts.authenticate(secret), { isAdmin: false, scopes: ['inference'] })
}))

test('whoever is disabled is out with the next call, by session and by key, and the keys come back with them', t => forEachDatabase(t, async (t, database) => {
  const { accounts, apiKeys } = createPeople(t, database)
  await accounts.signIn.register(ana, client)
  const { user, accessToken, refreshToken } = await accounts.signIn.register(ben, client)
  const { secret } = await apiKeys.create((await accounts.authenticate(accessToken))!, { name: 'laptop', scopes: ['inference'] })
  t.ok(await accounts.authenticate(secret))
  await accounts.users.update(user.id, { isDisabled: true })
  await t.rejects(asked(() => accounts.authenticate(accessToken)), ended)
  await t.rejects(accounts.sessions.refresh(refreshToken, client), ended)
  t.equal(await accounts.authenticate(secret), undefined)
  await accounts.users.update(user.id, { isDisabled: false })
  t.match(await accounts.authenticate(secret), { userId: user.id })
  await t.rejects(asked(() => accounts.authenticate(accessToken)), ended, 'sessions do not')
  t.ok(await accounts.signIn.logIn({ login: 'ben', password }, client))
}))

test('another process hears of a disabled user within seconds', t => forEachDatabase(t, async (t, database) => {
  const { accounts, open, state } = createPeople(t, database)
  await accounts.signIn.register(ana, client)
  const { user, accessToken } = await accounts.signIn.register(ben, client)
  const other = open()
  const { secret } = await other.apiKeys.create((await other.accounts.authenticate(accessToken))!, { name: 'laptop', scopes: ['inference'] })
  t.ok(await other.accounts.authenticate(secret))
  await accounts.users.update(user.id, { isDisabled: true })
  state.now += 10_000
  t.equal(await other.accounts.authenticate(secret), undefined)
  await t.rejects(asked(() => other.accounts.authenticate(accessToken)), ended)
}))

test('an admin gives somebody a new password, names and limits of their own', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database)
  await accounts.signIn.register(ana, client)
  const { user, accessToken } = await accounts.signIn.register(ben, client)
  t.match(await accounts.authenticate(accessToken), { limits: { requestsPerMinute: 10, requestsPerHour: 100 } })
  await accounts.users.update(user.id, { limits: { requestsPerMinute: 1000 } })
  t.strictSame((await accounts.authenticate(accessToken))!.limits, { requestsPerMinute: 1000 })
  await accounts.users.update(user.id, { limits: undefined })
  t.match(await accounts.authenticate(accessToken), { limits: { requestsPerMinute: 10 } })
  await accounts.users.update(user.id, { password: 'wrong donkey engine needle', displayName: 'Ben' })
  await t.rejects(asked(() => accounts.authenticate(accessToken)), ended)
  t.match(await accounts.signIn.logIn({ login: 'ben', password: 'wrong donkey engine needle' }, client), { user: { displayName: 'Ben', limits: undefined } })
  await t.rejects(accounts.users.update('usr_none', { role: 'admin' }), notFound)
}))

test('the last admin stays', t => forEachDatabase(t, async (t, database) => {
  const { accounts, erasers } = createPeople(t, database)
  erasers.push(async () => { t.fail('nothing of the last admin is erased') })
  const { user, accessToken } = await accounts.signIn.register(ana, client)
  await accounts.signIn.register(ben, client)
  await t.rejects(accounts.users.update(user.id, { role: 'user' }), lastAdmin)
  await t.rejects(accounts.users.update(user.id, { isDisabled: true }), lastAdmin)
  await t.rejects(accounts.ownData.erase(user.id), lastAdmin)
  t.match(await accounts.authenticate(accessToken), { isAdmin: true })
}))

test('preferences are whole, and kept', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database)
  const { user } = await accounts.signIn.register(ana, client)
  const first = { theme: 'system', language: null, defaultModel: null, systemPrompt: null, favoriteModels: [], sendKey: 'enter', keyboardShortcuts: true }
  t.strictSame(await accounts.users.preferences(user.id), first)
  const saved = await accounts.users.savePreferences(user.id, { theme: 'dark', systemPrompt: 'Answer briefly.' })
  t.strictSame(saved, { ...first, theme: 'dark', systemPrompt: 'Answer briefly.' })
  t.strictSame(await accounts.users.preferences(user.id), saved)
  t.match(await accounts.users.savePreferences(user.id, { language: 'de' }), { theme: 'system', language: 'de' }, 'what is left out is as at first')
  await t.rejects(accounts.users.preferences('usr_none'), notFound)
  await t.rejects(accounts.users.savePreferences('usr_none', {}), notFound)
}))

test('the export holds everything that the house and other rooms have, and no secret', t => forEachDatabase(t, async (t, database) => {
  const { accounts, apiKeys, exporters } = createPeople(t, database)
  const { user, accessToken, refreshToken } = await accounts.signIn.register({ ...ana, displayName: 'Ana' }, client)
  const caller = await accounts.authenticate(accessToken) as Principal
  const { secret, record } = await apiKeys.create(caller, { name: 'laptop', scopes: ['chats'] })
  exporters.push(async userId => ({ chats: [{ ownerId: userId, title: 'Holiday' }] }))
  const data = await accounts.ownData.collect(user.id)
  t.match(data, { exportedAt: /^2026-/, user: { username: 'ana', displayName: 'Ana' }, preferences: { theme: 'system' }, sessions: [client], apiKeys: [{ id: record.id, name: 'laptop' }], chats: [{ ownerId: user.id, title: 'Holiday' }] })
  const text = JSON.stringify(data)
  t.notMatch(text, /argon2|hash/i)
  for (const hidden of [secret, refreshToken, accessToken]) t.notOk(text.includes(hidden))
}))

test('erasing an account leaves nothing of it: other rooms, sessions, keys, name', t => forEachDatabase(t, async (t, database) => {
  const { accounts, apiKeys, erasers } = createPeople(t, database)
  const admin = await accounts.signIn.register(ana, client)
  const { user, accessToken, refreshToken } = await accounts.signIn.register(ben, client)
  const { secret } = await apiKeys.create((await accounts.authenticate(accessToken))!, { name: 'laptop', scopes: ['chats'] })
  await accounts.authenticate(secret)
  const erased: string[] = []
  erasers.push(async userId => {
    await t.rejects(asked(() => accounts.authenticate(accessToken)), ended, 'the door is closed before anything goes')
    t.equal(await accounts.authenticate(secret), undefined)
    erased.push(userId)
  })
  await accounts.ownData.erase(user.id)
  t.strictSame(erased, [user.id])
  t.equal(await accounts.authenticate(secret), undefined)
  await t.rejects(accounts.sessions.refresh(refreshToken, client), ended)
  await t.rejects(accounts.users.get(user.id), notFound)
  await t.rejects(accounts.ownData.erase(user.id), notFound)
  t.strictSame((await apiKeys.list((await accounts.authenticate(admin.accessToken))!, { limit: 9 })).data, [])
  t.not((await accounts.signIn.register(ben, client)).user.id, user.id, 'and the name is free')
}))

test('an erasure that fails half-way can be tried again', t => forEachDatabase(t, async (t, database) => {
  const { accounts, erasers } = createPeople(t, database)
  await accounts.signIn.register(ana, client)
  const { user } = await accounts.signIn.register(ben, client)
  let isBroken = true
  erasers.push(async () => { if (isBroken) throw new Error('broken') })
  await t.rejects(accounts.ownData.erase(user.id), { message: 'broken' })
  t.match(await accounts.users.get(user.id), { isDisabled: true })
  isBroken = false
  await accounts.ownData.erase(user.id)
  await t.rejects(accounts.users.get(user.id), notFound)
}))

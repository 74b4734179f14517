import { test } from 'tap'
import { hashPassword } from '../../src/accounts/argon2.ts'
import { forEachDatabase } from '../helpers/databases.ts'
import { ana, ben, cheap, client, createPeople, password } from './people.ts'

const wrong = { name: 'GatewayError', kind: 'unauthorized', message: 'The user name or the password is wrong.' }
const limited = { name: 'GatewayError', kind: 'rate_limited' }
const elsewhere = (number: number) => ({ address: `198.51.100.${number}`, userAgent: undefined })
const minute = 60_000

test('the first who registers is admin, others are users, and both are signed in', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database)
  const first = await accounts.signIn.register(ana, client)
  t.match(first, { user: { username: 'ana', role: 'admin', isDisabled: false }, expiresIn: 900, refreshToken: /^plr_/, accessToken: /^eyJ/ })
  t.strictSame(await accounts.authenticate(first.accessToken), {
    type: 'user', id: first.user.id, name: 'ana', scopes: ['inference', 'chats', 'providers', 'analytics', 'webhooks', 'admin'], isAdmin: true,
    limits: { requestsPerMinute: 10, requestsPerHour: 100 }, userId: first.user.id, sessionId: (await accounts.sessions.list(first.user.id, { limit: 1 })).data[0]!.id,
  })
  const second = await accounts.signIn.register(ben, client)
  t.match(await accounts.authenticate(second.accessToken), { type: 'user', name: 'ben', scopes: ['inference', 'chats'], isAdmin: false })
}))

test('closed means closed, but for the first and for whom an admin invites', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database, { registration: 'closed' })
  const results = await Promise.allSettled([accounts.signIn.register(ana, client), accounts.signIn.register(ben, client)])
  t.strictSame(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  t.match(results.find(({ status }) => status === 'rejected'), { reason: { kind: 'forbidden' } })
  await t.rejects(accounts.signIn.register({ ...ana, username: 'carl', email: 'carl@example.org' }, client), { name: 'GatewayError', kind: 'forbidden' })
  const invited = await accounts.signIn.invite({ ...ana, username: 'dora', email: 'dora@example.org' })
  t.match(invited, { username: 'dora', role: 'user' })
  t.ok(await accounts.signIn.logIn({ login: 'dora', password }, client))
}))

test('of twenty who want one name at the same moment one gets it', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database)
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, number) => accounts.signIn.register({ ...ana, email: `ana-${number}@example.org` }, client)))
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const result of results) if (result.status === 'rejected') t.match(result.reason, { kind: 'conflict', more: { param: 'username' } })
}))

test('refuses names and addresses that cannot be', t => forEachDatabase(t, async (t, database) => {
  const { accounts, verified } = createPeople(t, database)
  const invalid = (param: string) => ({ name: 'GatewayError', kind: 'invalid_request', more: { param } })
  for (const username of ['', 'ab', 'a'.repeat(33), '-ana', 'a na', 'ana@x', 'аnа', 'a\u0000na']) await t.rejects(accounts.signIn.register({ ...ana, username }, client), invalid('username'), username)
  for (const email of ['', 'ana', 'a@', '@b', 'a b@c', 'a@b\nc', `${'a'.repeat(65)}@b.c`, `a@${'b'.repeat(254)}`]) await t.rejects(accounts.signIn.register({ ...ana, email }, client), invalid('email'), email)
  for (const displayName of ['', ' ', 'x'.repeat(101), 'a\u0007b']) await t.rejects(accounts.signIn.register({ ...ana, displayName }, client), invalid('displayName'))
  await t.rejects(accounts.signIn.register({ ...ana, password: 'ANA@example.org' }, client), invalid('password'))
  t.strictSame(verified, [])
}))

test('signs in by name or address, however it is written', t => forEachDatabase(t, async (t, database) => {
  const { accounts, state } = createPeople(t, database)
  const { user } = await accounts.signIn.register({ ...ana, password: 'Cafe\u0301 au lait' }, client)
  state.now += 1000
  for (const login of ['ana', 'ANA', ' Ana@Example.org ']) t.match(await accounts.signIn.logIn({ login, password: 'Café au lait' }, client), { user: { id: user.id, lastLoginAt: state.now } })
  for (const given of ['café au lait', '']) await t.rejects(accounts.signIn.logIn({ login: 'ana', password: given }, client), wrong)
}))

test('checks a password for somebody who does not exist too, and says the same', t => forEachDatabase(t, async (t, database) => {
  const { accounts, verified } = createPeople(t, database)
  await accounts.signIn.register(ana, client)
  await t.rejects(accounts.signIn.logIn({ login: 'nobody', password }, client), wrong)
  t.strictSame(verified, [undefined])
  await t.rejects(accounts.signIn.logIn({ login: 'ana', password: 'wrong' }, client), wrong)
  t.match(verified, [undefined, /^\$argon2id/])
}))

test('tells somebody who is disabled so, but only by the right password', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database)
  await accounts.signIn.register(ana, client)
  const { user } = await accounts.signIn.register(ben, client)
  await accounts.users.update(user.id, { isDisabled: true })
  await t.rejects(accounts.signIn.logIn({ login: 'ben', password }, client), { name: 'GatewayError', kind: 'forbidden' })
  await t.rejects(accounts.signIn.logIn({ login: 'ben', password: 'wrong' }, client), wrong)
}))

test('hashes anew, at a login, what was hashed at another cost', t => forEachDatabase(t, async (t, database) => {
  const { accounts, userStore } = createPeople(t, database)
  const { user } = await accounts.signIn.register(ana, client)
  const old = await hashPassword(password, Buffer.alloc(16, 1), { ...cheap, passes: 3 })
  await userStore.update(user.id, { passwordHash: old })
  await t.rejects(accounts.signIn.logIn({ login: 'ana', password: 'wrong' }, client), wrong)
  t.equal((await userStore.find(user.id))?.passwordHash, old)
  await accounts.signIn.logIn({ login: 'ana', password }, client)
  t.match((await userStore.find(user.id))?.passwordHash, /^\$argon2id\$v=19\$m=64,t=1,p=1\$/)
  t.ok(await accounts.signIn.logIn({ login: 'ana', password }, client))
}))

test('rests after ten wrong passwords from one address, for known and unknown people alike, and then goes on', t => forEachDatabase(t, async (t, database) => {
  for (const login of ['ana', 'nobody']) {
    const { accounts, verified, state } = createPeople(t, database)
    if (login === 'ana') await accounts.signIn.register(ana, client)
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => accounts.signIn.logIn({ login, password: 'wrong' }, elsewhere(1))))
    t.equal(verified.length, 10, 'thirty at once get no further than ten in a row')
    t.equal(results.filter(result => result.status === 'rejected' && result.reason.kind === 'rate_limited').length, 20)
    await t.rejects(accounts.signIn.logIn({ login, password }, elsewhere(1)), { ...limited, more: { retryAfterMs: Number } })
    state.now += 15 * minute
    await t.rejects(accounts.signIn.logIn({ login, password: 'wrong' }, elsewhere(1)), wrong)
  }
}))

test('does not count right passwords', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database)
  await accounts.signIn.register(ana, client)
  for (let attempt = 0; attempt < 12; attempt++) t.ok(await accounts.signIn.logIn({ login: 'ana', password }, client))
}))

test('strangers from many addresses are stopped, and do not keep out the owner at a usual place', t => forEachDatabase(t, async (t, database) => {
  const { accounts, limits, state } = createPeople(t, database)
  const { user } = await accounts.signIn.register(ana, client)
  const window = { key: `login ${user.id}`, limit: 100, windowMs: 60 * minute }
  for (let attempt = 0; attempt < 99; attempt++) await limits.take([window])
  await t.rejects(accounts.signIn.logIn({ login: 'ana', password: 'wrong' }, elsewhere(1)), wrong)
  await t.rejects(accounts.signIn.logIn({ login: 'ana@example.org', password }, elsewhere(2)), limited)
  t.ok(await accounts.signIn.logIn({ login: 'ana', password }, client))
  await t.rejects(accounts.signIn.logIn({ login: 'ana', password: 'wrong' }, client), wrong)
  state.now += 60 * minute
  t.ok(await accounts.signIn.logIn({ login: 'ana', password }, elsewhere(2)))
}))

test('one network of IPv6 is one address', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database)
  const from = (address: string) => accounts.signIn.logIn({ login: 'ana', password: 'wrong' }, { address, userAgent: undefined })
  for (let attempt = 0; attempt < 10; attempt++) await t.rejects(from(`2001:db8:1:2::${attempt}`), wrong)
  await t.rejects(from('2001:db8:1:2:ffff::1'), limited)
  await t.rejects(from('2001:db8:1:3::1'), wrong)
  for (let attempt = 0; attempt < 10; attempt++) await t.rejects(from('203.0.113.9'), wrong)
  await t.rejects(from('::ffff:203.0.113.9'), limited)
}))

test('makes no more than so many accounts an hour for one address', t => forEachDatabase(t, async (t, database) => {
  const { accounts, state } = createPeople(t, database, { registrationsPerHour: 2 })
  const register = (name: string, from = client) => accounts.signIn.register({ username: name, email: `${name}@example.org`, password }, from)
  await register('ana')
  await t.rejects(register('ana'), { name: 'GatewayError', kind: 'conflict' })
  await t.rejects(register('ben'), limited)
  await register('ben', { ...client, address: '192.0.2.8' })
  state.now += 60 * minute
  await register('carl')
}))

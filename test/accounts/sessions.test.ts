import { createSigner } from 'fast-jwt'
import { test } from 'tap'
import { forEachDatabase } from '../helpers/databases.ts'
import { ana, ben, client, createPeople, houseSecret, password } from './people.ts'

const second = 1000
const minute = 60 * second
const day = 24 * 60 * minute
const ended = { name: 'GatewayError', kind: 'unauthorized', message: 'This session has ended: sign in again.' }
const expired = { name: 'GatewayError', kind: 'unauthorized', message: /has expired/ }
const secret = (letter: string) => letter.repeat(32)

/** `authenticate` throws at once for what it knows and rejects for what it must look up. */
const asked = async (ask: () => unknown) => ask()

test('stores the hashes of a refresh token, nothing of an access token, and shows neither', t => forEachDatabase(t, async (t, database) => {
  const { accounts, logged } = createPeople(t, database)
  const { refreshToken, accessToken, user } = await accounts.signIn.register(ana, client)
  t.match(refreshToken, /^plr_[A-Za-z0-9.-]{22}_[A-Za-z0-9.-]{43}$/)
  const rows = JSON.stringify([await database.db.selectFrom('session').selectAll().execute(), await database.db.selectFrom('account').selectAll().execute(), logged])
  for (const part of [...refreshToken.split('_').slice(1), ...accessToken.split('.').slice(1), password]) t.notOk(rows.includes(part), part)
  t.match((await accounts.sessions.list(user.id, { limit: 5 })).data, [{ ...client, userId: user.id }])
}))

test('knows a user at once and as the same object from the second time on', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database)
  const { accessToken } = await accounts.signIn.register(ana, client)
  const first = await accounts.authenticate(accessToken)
  t.equal(accounts.authenticate(accessToken), first)
}))

test('an access token ends after a quarter of an hour, and the next one knows the same session', t => forEachDatabase(t, async (t, database) => {
  const { accounts, state } = createPeople(t, database)
  const { accessToken, refreshToken } = await accounts.signIn.register(ana, client)
  const before = await accounts.authenticate(accessToken)
  state.now += 15 * minute - 1
  t.match(await accounts.authenticate(accessToken), { name: 'ana' })
  state.now += 1
  await t.rejects(asked(() => accounts.authenticate(accessToken)), expired)
  const next = await accounts.sessions.refresh(refreshToken, client)
  t.match(next, { expiresIn: 900, user: { username: 'ana' } })
  t.not(next.refreshToken, refreshToken)
  t.match(await accounts.authenticate(next.accessToken), { sessionId: before!.sessionId })
}))

test('takes no token that somebody else signed, changed or made for something else', t => forEachDatabase(t, async (t, database) => {
  const { accounts, open } = createPeople(t, database)
  const { accessToken } = await accounts.signIn.register(ana, client)
  const [header, body, signature] = accessToken.split('.') as [string, string, string]
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const foreign = await open({ jwtSecrets: [secret('x')] }).accounts.signIn.register(ben, client)
  const forged = [
    foreign.accessToken,
    `${header}.${encode({ ...claims, sub: 'usr_1' })}.${signature}`,
    `${encode({ alg: 'none', typ: 'JWT' })}.${body}.`,
    `${encode({ alg: 'HS512', typ: 'JWT' })}.${body}.${signature}`,
    `${header}.${body}`,
    `${header}.${body}.${signature.slice(0, -2)}`,
    `${header}.${body}.${signature}.x`,
    'eyJ', 'eyJ..', `eyJ${'a'.repeat(5000)}`,
  ]
  for (const token of forged) t.equal(await accounts.authenticate(token), undefined, token.slice(0, 40))
}))

test('takes no token of ours that is no access token, or that names another user than its session does', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database)
  const { accessToken } = await accounts.signIn.register(ana, client)
  const other = await accounts.signIn.register(ben, client)
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString())
  const sign = createSigner<object>({ key: houseSecret, noTimestamp: true })
  t.match(await accounts.authenticate(sign(claims)), { name: 'ana' })
  for (const change of [{ typ: 'share' }, { typ: undefined }, { sid: undefined }, { sub: 7 }, { exp: undefined }]) t.equal(await accounts.authenticate(sign({ ...claims, ...change })), undefined)
  await t.rejects(asked(() => accounts.authenticate(sign({ ...claims, sub: other.user.id }))), ended)
}))

test('secrets rotate: the first signs, all are accepted, what is left out is over', t => forEachDatabase(t, async (t, database) => {
  const { open } = createPeople(t, database)
  const openWith = (...jwtSecrets: string[]) => open({ jwtSecrets }).accounts
  const [old, both, fresh] = [openWith(secret('a')), openWith(secret('b'), secret('a')), openWith(secret('b'))]
  const before = await old.signIn.register(ana, client)
  t.match(await both.authenticate(before.accessToken), { name: 'ana' })
  t.equal(await fresh.authenticate(before.accessToken), undefined)
  const after = await both.sessions.refresh(before.refreshToken, client)
  t.equal(await old.authenticate(after.accessToken), undefined)
  t.match(await fresh.authenticate(after.accessToken), { name: 'ana' })
  t.equal((await both.sessions.refresh(before.refreshToken, client)).refreshToken, after.refreshToken)
}))

test('two tabs that refresh at once both go on, with one token', t => forEachDatabase(t, async (t, database) => {
  const { accounts, open, state, logged } = createPeople(t, database)
  const { refreshToken } = await accounts.signIn.register(ana, client)
  const processes = [accounts, open().accounts]
  const grants = await Promise.all(Array.from({ length: 20 }, (_, tab) => processes[tab % 2]!.sessions.refresh(refreshToken, client)))
  t.equal(new Set(grants.map(grant => grant.refreshToken)).size, 1)
  for (const { accessToken } of grants) t.match(await accounts.authenticate(accessToken), { name: 'ana' })
  state.now += 29 * second
  t.equal((await accounts.sessions.refresh(refreshToken, client)).refreshToken, grants[0]!.refreshToken, 'an answer that was lost is given again')
  t.ok(await accounts.sessions.refresh(grants[0]!.refreshToken, client))
  t.strictSame(logged, [])
}))

test('an older token of the last half minute leads to the newest too', t => forEachDatabase(t, async (t, database) => {
  const { accounts, state, sessionStore } = createPeople(t, database)
  const { refreshToken, user: { id: userId } } = await accounts.signIn.register(ana, client)
  const tokens = [refreshToken]
  for (let reload = 0; reload < 50; reload++) {
    state.now += 100
    tokens.push((await accounts.sessions.refresh(tokens.at(-1)!, client)).refreshToken)
  }
  t.equal(new Set(tokens).size, 51)
  for (const token of tokens.slice(-21, -1)) t.equal((await accounts.sessions.refresh(token, client)).refreshToken, tokens.at(-1))
  const { data: [session] } = await sessionStore.list(userId, 0, { limit: 1 })
  t.ok(session!.replaced.length <= 20, 'however often somebody reloads')
}))

test('a token that is used again later ends the session for the thief and for its owner, and is logged', t => forEachDatabase(t, async (t, database) => {
  const { accounts, state, logged } = createPeople(t, database)
  const first = await accounts.signIn.register(ana, client)
  const stayed = await accounts.signIn.logIn({ login: 'ana', password }, client)
  const next = await accounts.sessions.refresh(first.refreshToken, client)
  t.ok(await accounts.authenticate(next.accessToken))
  state.now += 30 * second
  await t.rejects(accounts.sessions.refresh(first.refreshToken, { ...client, address: '203.0.113.66' }), ended)
  t.match(logged, [{ level: 'warn', message: /used again/, fields: { userId: first.user.id, sessionId: /^ses_/, address: '203.0.113.66' } }])
  await t.rejects(accounts.sessions.refresh(next.refreshToken, client), ended)
  await t.rejects(asked(() => accounts.authenticate(next.accessToken)), ended)
  t.ok(await accounts.authenticate(stayed.accessToken), 'other sessions are not touched')
}))

test('a much older token is recognised as well', t => forEachDatabase(t, async (t, database) => {
  const { accounts, state } = createPeople(t, database)
  const first = await accounts.signIn.register(ana, client)
  let token = first.refreshToken
  for (let turn = 0; turn < 4; turn++) {
    state.now += minute
    token = (await accounts.sessions.refresh(token, client)).refreshToken
  }
  await t.rejects(accounts.sessions.refresh(first.refreshToken, client), ended)
  await t.rejects(accounts.sessions.refresh(token, client), ended)
}))

test('made-up tokens end nothing', t => forEachDatabase(t, async (t, database) => {
  const { accounts, logged } = createPeople(t, database)
  const { refreshToken, accessToken, user } = await accounts.signIn.register(ana, client)
  const { data: [session] } = await accounts.sessions.list(user.id, { limit: 1 })
  for (const token of ['', 'plr_', session!.id, session!.familyHash, accessToken, `plr_${'a'.repeat(22)}_${refreshToken.slice(-43)}`, refreshToken.slice(0, -1), refreshToken + 'a']) await t.rejects(accounts.sessions.refresh(token, client), ended)
  t.ok(await accounts.sessions.refresh(refreshToken, client))
  t.strictSame(logged, [])
}))

test('a session ends when nobody uses it for thirty days', t => forEachDatabase(t, async (t, database) => {
  const { accounts, state } = createPeople(t, database)
  let { refreshToken } = await accounts.signIn.register(ana, client)
  for (let month = 0; month < 3; month++) {
    state.now += 30 * day - 1
    refreshToken = (await accounts.sessions.refresh(refreshToken, client)).refreshToken
  }
  const { accessToken } = await accounts.sessions.refresh(refreshToken, client)
  state.now += 30 * day
  await t.rejects(accounts.sessions.refresh(refreshToken, client), ended)
  await t.rejects(asked(() => accounts.authenticate(accessToken)), expired)
}))

test('logging out ends the session by whichever token, at once, and by none says nothing', t => forEachDatabase(t, async (t, database) => {
  const { accounts, state } = createPeople(t, database)
  const { user } = await accounts.signIn.register(ana, client)
  const logIn = () => accounts.signIn.logIn({ login: 'ana', password }, client)
  const [one, two, three, kept] = [await logIn(), await logIn(), await logIn(), await logIn()]
  for (const { accessToken } of [one, two, three]) await accounts.authenticate(accessToken)
  await accounts.sessions.logOut({ accessToken: one.accessToken })
  await accounts.sessions.logOut({ refreshToken: two.refreshToken })
  for (const { accessToken, refreshToken } of [one, two]) {
    await t.rejects(asked(() => accounts.authenticate(accessToken)), ended)
    await t.rejects(accounts.sessions.refresh(refreshToken, client), ended)
  }
  state.now += 20 * minute
  await accounts.sessions.logOut({ accessToken: three.accessToken })
  await t.rejects(accounts.sessions.refresh(three.refreshToken, client), ended, 'an access token that has expired is good enough to leave')
  for (const nothing of [{}, { accessToken: 'plk_x', refreshToken: 'plr_x' }, one]) await accounts.sessions.logOut(nothing)
  t.ok(await accounts.sessions.refresh(kept.refreshToken, client))
  t.equal((await accounts.sessions.list(user.id, { limit: 9 })).data.length, 2)
}))

test('signing out elsewhere leaves this session and those of others', t => forEachDatabase(t, async (t, database) => {
  const { accounts } = createPeople(t, database)
  const here = await accounts.signIn.register(ana, client)
  const there = await accounts.signIn.logIn({ login: 'ana', password }, client)
  const others = await accounts.signIn.register(ben, client)
  const { sessionId } = (await accounts.authenticate(here.accessToken))!
  const { sessionId: theirs } = (await accounts.authenticate(others.accessToken))!
  await accounts.authenticate(there.accessToken)
  await t.rejects(accounts.sessions.end(here.user.id, theirs!), { name: 'GatewayError', kind: 'not_found' })
  await accounts.sessions.endOthers(here.user.id, sessionId!)
  await t.rejects(asked(() => accounts.authenticate(there.accessToken)), ended)
  t.ok(await accounts.authenticate(here.accessToken))
  t.ok(await accounts.authenticate(others.accessToken))
}))

test('another process hears of an ended session within seconds', t => forEachDatabase(t, async (t, database) => {
  const { accounts, open, state } = createPeople(t, database)
  const { accessToken, user } = await accounts.signIn.register(ana, client)
  const other = open().accounts
  const { sessionId } = (await other.authenticate(accessToken))!
  await accounts.sessions.end(user.id, sessionId!)
  state.now += 10 * second
  await t.rejects(asked(() => other.authenticate(accessToken)), ended)
}))

test('tells who holds on to callers of every change', t => forEachDatabase(t, async (t, database) => {
  const { accounts, apiKeys } = createPeople(t, database)
  const told: object[] = []
  const stop = accounts.changes.listen(change => told.push(change))
  const { user, accessToken } = await accounts.signIn.register(ana, client)
  const caller = (await accounts.authenticate(accessToken))!
  const { record } = await apiKeys.create(caller, { name: 'laptop', scopes: ['chats'] })
  await apiKeys.revoke(caller, record.id)
  await accounts.users.updateProfile(user.id, { displayName: 'Ana' })
  await accounts.sessions.end(user.id, caller.sessionId!)
  t.strictSame(told, [{ keyId: record.id }, { userId: user.id }, { sessionId: caller.sessionId }])
  stop()
  await accounts.users.updateProfile(user.id, { displayName: 'Nobody' })
  t.equal(told.length, 3)
}))

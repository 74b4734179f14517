import { test } from 'tap'
import { createClient, ParlanceError } from '../../client/src/index.ts'
import { startApp } from '../helpers/app.ts'

const password = 'correct horse battery staple'

const open = async (t: Parameters<typeof startApp>[0]) => {
  const server = await startApp(t)
  const visitor = createClient({ baseUrl: server.url })
  const { accessToken } = await visitor.auth.register({ username: 'ana', email: 'ana@example.org', password })
  return { server, visitor, ana: createClient({ baseUrl: server.url, apiKey: accessToken }) }
}

test('asks who may register, registers, signs in, refreshes and leaves', async t => {
  const server = await startApp(t)
  const { auth } = createClient({ baseUrl: server.url })
  t.same(await auth.registration(), { open: true, first: true })
  t.match(await auth.register({ username: 'ana', email: 'ana@example.org', password }), { user: { role: 'admin' } })
  t.same(await auth.registration(), { open: true, first: false })
  const grant = await auth.login({ login: 'ana', password })
  const next = await auth.refresh(grant.refreshToken)
  t.not(next.accessToken, '')
  await auth.logout(next.refreshToken)
  await t.rejects(auth.refresh(next.refreshToken), { code: 'unauthorized' })
})

test('a closed house says so, but for its first account', async t => {
  const server = await startApp(t, { REGISTRATION: 'closed' })
  const { auth } = createClient({ baseUrl: server.url })
  t.same(await auth.registration(), { open: true, first: true })
  await auth.register({ username: 'ana', email: 'ana@example.org', password })
  t.same(await auth.registration(), { open: false, first: false })
})

test('changes profile, preferences and password, and ends sessions', async t => {
  const { visitor, ana } = await open(t)
  t.match(await ana.auth.updateProfile({ displayName: 'Ana' }), { displayName: 'Ana' })
  t.match(await ana.auth.profile(), { username: 'ana', displayName: 'Ana' })
  t.match(await ana.auth.replacePreferences({ theme: 'dark' }), { theme: 'dark', sendKey: 'enter' })
  t.match(await ana.auth.preferences(), { theme: 'dark' })
  await visitor.auth.login({ login: 'ana', password })
  const other = (await ana.auth.sessions()).data.find(({ isCurrent }) => !isCurrent)
  await ana.auth.revokeSession(other!.id)
  await visitor.auth.login({ login: 'ana', password })
  await ana.auth.revokeOtherSessions()
  const left: string[] = []
  for await (const { id } of ana.auth.allSessions()) left.push(id)
  t.equal(left.length, 1)
  await ana.auth.updatePassword({ currentPassword: password, newPassword: 'another long password' })
  t.match(await ana.auth.export(), { user: { username: 'ana' } })
  await ana.auth.deleteProfile('another long password').catch((error: ParlanceError) => t.equal(error.code, 'conflict', 'the last admin stays'))
})

test('makes, finds, changes and erases accounts', async t => {
  const { ana: { users } } = await open(t)
  const ben = await users.create({ username: 'ben', email: 'ben@example.org', password })
  t.match((await users.list({ q: 'BEN' })).data, [{ id: ben.id }])
  t.match(await users.update(ben.id, { disabled: true }), { disabled: true })
  t.match(await users.get(ben.id), { disabled: true })
  await users.delete(ben.id)
  const names: string[] = []
  for await (const { username } of users.all()) names.push(username)
  t.same(names, ['ana'])
})

test('lets people into a chat, shares it, takes it along and brings it back', async t => {
  const { ana, visitor } = await open(t)
  await ana.users.create({ username: 'ben', email: 'ben@example.org', password })
  const chat = await ana.chats.create({ title: 'Ours' })
  await ana.chats.send(chat.id, '[echo] [delay 0] hello')
  t.match(await ana.chats.replaceMember(chat.id, 'ben', 'viewer'), { role: 'viewer' })
  t.same((await ana.chats.members(chat.id)).data.map(({ username }) => username), ['ana', 'ben'])
  await ana.chats.removeMember(chat.id, 'ben')
  t.equal((await ana.chats.members(chat.id)).data.length, 1)

  t.match(await ana.chats.shareState(chat.id), { shared: false })
  const { token } = await ana.chats.share(chat.id)
  t.match(await visitor.shared.get(token), { title: 'Ours', messages: [{ role: 'user' }, { role: 'assistant', text: 'hello' }] })
  await ana.chats.revokeShare(chat.id)
  await t.rejects(visitor.shared.get(token), { code: 'not_found' })

  t.match(await (await ana.chats.export(chat.id, 'markdown')).text(), /^# Ours/)
  const file = await ana.chats.export(chat.id)
  t.match(await ana.chats.import(file, { dryRun: true }), { totals: { imported: 1 }, items: [{ chatId: null }] })
  t.match(await ana.chats.import(new Blob([await file.text()])), { totals: { imported: 1, messages: 2 } })
  t.equal((await ana.chats.list()).data.length, 2)
})

test('reads the library', async t => {
  const { ana: { documents } } = await open(t)
  t.same(await documents.list({ kind: 'prompt' }), { data: [], nextCursor: null })
  for await (const document of documents.all()) t.fail(document.path)
  await t.rejects(documents.get('no/such.md'), { code: 'not_found' })
})

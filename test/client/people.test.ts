import t, { test } from 'tap'
import { createClient, type Grant, ParlanceError } from '../../client/src/index.ts'
import { startLibrary } from '../documents/folder.ts'
import { adminKey, startApp } from '../helpers/app.ts'

const server = await startApp(t)
const stranger = createClient({ baseUrl: server.url, maxRetries: 0 })
const password = 'correct horse battery staple'

const connect = ({ accessToken }: Grant) => createClient({ baseUrl: server.url, apiKey: accessToken, maxRetries: 0 })

const grant = await stranger.auth.register({ username: 'ana', email: 'ana@example.org', password })
const ana = connect(grant)

const failure = async (call: Promise<unknown>): Promise<ParlanceError> => {
  const thrown = await call.then(() => undefined, (error: unknown) => error)
  if (thrown instanceof ParlanceError) return thrown
  throw new Error('no ParlanceError was thrown', { cause: thrown })
}

test('registers, signs in, refreshes and signs out', async t => {
  t.match(grant, { expiresIn: 900, user: { username: 'ana', role: 'admin' } })
  const session = await stranger.auth.login({ login: 'ana@example.org', password })
  const next = await stranger.auth.refresh(session.refreshToken)
  t.not(next.refreshToken, session.refreshToken)
  t.equal(await stranger.auth.logout(next.refreshToken), undefined)
  t.match(await failure(stranger.auth.refresh(next.refreshToken)), { status: 401 })
  t.match(await failure(stranger.auth.login({ login: 'ana', password: 'wrong' })), { status: 401, code: 'unauthorized' })

  const { data, response } = await stranger.auth.login({ login: 'ana', password, cookie: true }).withResponse()
  t.equal(data.refreshToken, undefined)
  t.match(response.headers.getSetCookie()[0], /HttpOnly/)
  t.equal(await connect(data).auth.logout(), undefined)
})

test('changes the profile, the preferences and the password', async t => {
  t.match(await ana.auth.updateProfile({ displayName: 'Ana Novak' }), { displayName: 'Ana Novak' })
  t.match(await ana.auth.profile(), { username: 'ana', displayName: 'Ana Novak' })
  t.match(await ana.auth.replacePreferences({ ...await ana.auth.preferences(), theme: 'dark' }), { theme: 'dark', sendKey: 'enter' })
  t.match(await failure(ana.auth.updatePassword({ currentPassword: 'wrong', newPassword: 'wrong donkey engine needle' })), { code: 'forbidden', param: 'currentPassword' })
  t.equal(await ana.auth.updatePassword({ currentPassword: password, newPassword: 'wrong donkey engine needle' }), undefined)
  await ana.auth.updatePassword({ currentPassword: 'wrong donkey engine needle', newPassword: password })
  t.match(await ana.auth.export(), { user: { username: 'ana' }, preferences: { theme: 'dark' } })
})

test('ends a session, and all others', async t => {
  await stranger.auth.login({ login: 'ana', password })
  await stranger.auth.login({ login: 'ana', password })
  const { data: [newest] } = await ana.auth.sessions({ limit: 1 })
  t.equal(newest?.isCurrent, false)
  await ana.auth.revokeSession(newest!.id)
  t.match(await failure(ana.auth.revokeSession(newest!.id)), { code: 'not_found' })
  await ana.auth.revokeOtherSessions()
  const left: boolean[] = []
  for await (const { isCurrent } of ana.auth.allSessions()) left.push(isCurrent)
  t.same(left, [true])
})

test('lets an admin look after accounts and their keys', async t => {
  const ben = await ana.users.create({ username: 'ben', email: 'ben@example.org', password })
  t.match((await ana.users.list({ q: 'BEN' })).data, [{ username: 'ben', role: 'user' }])
  t.match(await ana.users.update(ben.id, { limits: { requestsPerDay: 5 } }), { limits: { requestsPerDay: 5 } })
  const session = connect(await stranger.auth.login({ login: 'ben', password }))
  const { key } = await session.apiKeys.create({ name: 'of ben', scopes: ['inference'] })
  await ana.apiKeys.create({ name: 'of ana', scopes: ['inference'] })
  const names: string[] = []
  for await (const { name } of ana.apiKeys.all({ userId: ben.id })) names.push(name)
  t.same(names, [key.name])

  t.match(await failure(session.users.list()), { code: 'forbidden' })
  await ana.users.delete(ben.id)
  t.match(await failure(ana.users.get(ben.id)), { code: 'not_found' })
  const left: string[] = []
  for await (const { username } of ana.users.all()) left.push(username)
  t.same(left, ['ana'])
})

test('erases one’s own account', async t => {
  await ana.users.create({ username: 'cleo', email: 'cleo@example.org', password })
  const cleo = connect(await stranger.auth.login({ login: 'cleo', password }))
  t.match(await failure(cleo.auth.deleteProfile('wrong')), { code: 'forbidden' })
  t.equal(await cleo.auth.deleteProfile(password), undefined)
  t.match(await failure(cleo.auth.profile()), { status: 401 })
})

test('reads the server’s documents', async t => {
  const { url } = await startLibrary(t, { 'guides/tone of voice.md': '# Tone\n\nShort sentences.', 'brief.md': '---\nkind: prompt\n---\nAnswer briefly.' })
  const { documents } = createClient({ baseUrl: url, apiKey: adminKey })
  t.match((await documents.list({ kind: 'prompt' })).data, [{ path: 'brief.md' }])
  t.match(await documents.get('guides/tone of voice.md'), { title: 'Tone', content: /Short/ })
  const paths: string[] = []
  for await (const { path } of documents.all()) paths.push(path)
  t.same(paths, ['brief.md', 'guides/tone of voice.md'])
})

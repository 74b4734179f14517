import t, { type Test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { forEachServer, type Person, register } from '../helpers/people.ts'
import { readEvents } from './helpers.ts'

const environment = { SHUTDOWN_TIMEOUT_MS: '0', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0' }

const start = async (t: Test, given?: TestApp) => {
  const server = given ?? await startApp(t, environment)
  const [owner, friend, stranger] = [await register(server, 'ana'), await register(server, 'ben'), await register(server, 'carl')]
  const { json: { id: chatId } } = await owner.call('POST', '/api/v1/chats', { body: { title: 'Holiday plans' } })
  const path = `/api/v1/chats/${chatId}`
  const put = (person: string, role: string, by: Person = owner) => by.call('PUT', `${path}/members/${person}`, { body: { role } })
  const remove = (person: string, by: Person = owner) => by.call('DELETE', `${path}/members/${person}`)
  return { server, owner, friend, stranger, chatId, path, put, remove }
}

t.test('a member is put by id or by name, listed after the owner, and put again in another role', async t => {
  const { owner, friend, stranger, path, put } = await start(t)
  const added = await put(friend.id, 'viewer')
  t.match(added, { status: 200, json: { userId: friend.id, username: 'ben', displayName: null, role: 'viewer' } })
  t.match(await put('CARL', 'editor'), { status: 200, json: { userId: stranger.id, role: 'editor' } })
  t.match(await put('ben', 'editor'), { status: 200, json: { userId: friend.id, role: 'editor', addedAt: added.json.addedAt } })
  const { json } = await friend.call('GET', `${path}/members`)
  t.match(json.data, [{ userId: owner.id, username: 'ana', role: 'owner' }, { userId: friend.id, role: 'editor' }, { userId: stranger.id, role: 'editor' }])
  t.notMatch(JSON.stringify(json), /example\.org/, 'addresses are nobody’s business')
})

t.test('only people with an account can be members', async t => {
  const { server, owner, path, put } = await start(t)
  const { json: { key } } = await server.call('POST', '/api/v1/api-keys', { body: { name: 'house', scopes: ['chats'] } })
  for (const nobody of ['usr_none', key.id, 'dora', 'ben@example.org']) t.match(await put(nobody, 'viewer'), { status: 404, json: { error: { code: 'not_found' } } }, nobody)
  t.match(await put(owner.id, 'viewer'), { status: 409 })
  t.match(await put('ben', 'owner'), { status: 400, json: { error: { param: 'role' } } })
  const disabled = await register(server, 'dora')
  await owner.call('PATCH', `/api/v1/users/${disabled.id}`, { body: { disabled: true } })
  t.equal((await put('dora', 'viewer')).status, 404)
  t.equal((await owner.call('GET', `${path}/members`)).json.data.length, 1)
})

t.test('members find the chat in their list and by its words, and lose it at once', async t => {
  const { owner, friend, chatId, path, put, remove } = await start(t)
  await owner.call('POST', `${path}/messages`, { body: { content: 'Where is the sea warm? [echo] [delay 0]' } })
  const seen = async () => {
    const list = (await friend.call('GET', '/api/v1/chats')).json.data
    const found = (await friend.call('GET', '/api/v1/chats?q=warm')).json.data
    return [list, found].map(chats => chats.map(({ id, role }: any) => `${id} ${role}`))
  }
  t.strictSame(await seen(), [[], []])
  await put('ben', 'viewer')
  for (let attempt = 0; attempt < 100 && (await seen())[1]!.length === 0; attempt++) await new Promise(resolve => setTimeout(resolve, 20)) // indexed behind the answer
  t.strictSame(await seen(), [[`${chatId} viewer`], [`${chatId} viewer`]])
  t.equal((await remove('ben')).status, 204)
  t.strictSame(await seen(), [[], []])
  t.equal((await friend.call('GET', path)).status, 404)
  t.equal((await remove('ben')).status, 404, 'they are gone already')
})

t.test('an editor’s key acts for its editor', async t => {
  const { server, friend, path, put } = await start(t)
  await put('ben', 'editor')
  const { json: { secret } } = await friend.call('POST', '/api/v1/api-keys', { body: { name: 'laptop', scopes: ['chats'] } })
  t.match(await server.call('POST', `${path}/messages`, { key: secret, body: { content: 'hello [delay 0]' } }), { status: 200, json: { question: { authorId: friend.id } } })
})

t.test('everybody but the owner may leave', async t => {
  const { owner, friend, stranger, path, put, remove } = await start(t)
  await put('ben', 'viewer')
  await put('carl', 'editor')
  t.equal((await remove('carl', friend)).status, 403)
  t.equal((await remove('ben', stranger)).status, 403, 'an editor manages nobody')
  t.equal((await remove('ana', stranger)).status, 403)
  t.equal((await remove('ana', owner)).status, 409)
  t.equal((await remove('ben', friend)).status, 204)
  t.equal((await remove(stranger.id, stranger)).status, 204)
  t.equal((await owner.call('GET', `${path}/members`)).json.data.length, 1)
})

t.test('whoever is removed hears no more of what is being written', async t => {
  const { server, owner, friend, path, put, remove } = await start(t)
  await put('ben', 'viewer')
  const question = await fetch(`${server.url}${path}/messages`, { method: 'POST', headers: { authorization: `Bearer ${owner.accessToken}`, 'content-type': 'application/json' }, body: JSON.stringify({ content: 'Tell me [length 400] [delay 20]', stream: true }) })
  const listening = await fetch(`${server.url}${path}/stream`, { headers: { authorization: `Bearer ${friend.accessToken}` } })
  const heard = readEvents(listening)
  await remove('ben')
  const events = await heard
  t.notOk(events.some(({ event }) => event === 'message.completed'))
  t.match((await owner.call('GET', path)).json.messages.data[0], { status: 'streaming' }, 'it goes on for the others')
  await owner.call('POST', `${path}/stop`)
  await question.body!.cancel()
})

type Operation = { operationId: string; security: object[] }
type Least = 'viewer' | 'editor' | 'owner'

/** The least that one must be for each route of a chat. A new route fails here until somebody decides. */
const least: Record<string, { role: Least; body?: object; query?: string }> = {
  getChat: { role: 'viewer' },
  updateChat: { role: 'editor', body: { tags: ['changed'] } },
  deleteChat: { role: 'owner' },
  listMessages: { role: 'viewer' },
  sendMessage: { role: 'editor', body: { content: 'hello [delay 0]' } },
  regenerateMessage: { role: 'editor', body: {} },
  createChatFork: { role: 'viewer', body: {} },
  deleteMessage: { role: 'editor' },
  replaceMessageRating: { role: 'viewer', body: { rating: 'up' } },
  stopChat: { role: 'editor', body: {} },
  streamChat: { role: 'viewer' },
  getChatExport: { role: 'viewer' },
  getChatAttachment: { role: 'viewer' },
  createChatShare: { role: 'owner', body: {} },
  getChatShare: { role: 'owner' },
  deleteChatShare: { role: 'owner' },
  listChatMembers: { role: 'viewer' },
  replaceChatMember: { role: 'owner', body: { role: 'viewer' } },
  deleteChatMember: { role: 'owner' },
}

/** Large enough to be kept apart from its message. */
const paper = { type: 'file', url: `data:text/plain;base64,${Buffer.alloc(5000, 'a').toString('base64')}`, name: 'paper.txt' }

const ranks = ['stranger', 'viewer', 'editor', 'owner'] as const

t.test('every route of a chat knows who may call it', t => forEachServer(t, environment, async (t, server) => {
  const { owner, friend, stranger } = await start(t, server)
  const other = await register(server, 'dora')
  const document: Record<string, Record<string, Operation>> = (await server.call('GET', '/openapi.json', { key: '' })).json.paths
  const operations = Object.entries(document).flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId }]) => ({ path, method: method.toUpperCase(), operationId })))
    .filter(({ path }) => path.startsWith('/api/v1/chats/{chatId}'))
  t.strictSame(operations.map(({ operationId }) => operationId).sort(), Object.keys(least).sort())
  const { json: { secret: houseKey } } = await server.call('POST', '/api/v1/api-keys', { body: { name: 'house', scopes: ['chats', 'inference'] } })
  const houseAdmin: Person['call'] = (method, path, options) => server.call(method, path, options)
  const house: Person['call'] = (method, path, options) => server.call(method, path, { key: houseKey, ...options })

  for (const { path, method, operationId } of operations) {
    const { role, body } = least[operationId]!
    for (const [caller, rank] of [[stranger.call, 'stranger'], [house, 'stranger'], [houseAdmin, 'stranger'], [friend.call, 'viewer'], [friend.call, 'editor'], [owner.call, 'owner']] as const) {
      const { json: { id: chatId } } = await owner.call('POST', '/api/v1/chats', { body: {} })
      const { json: { question, answer } } = await owner.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: [paper, { type: 'text', text: 'hello [delay 0]' }] } })
      await owner.call('PUT', `/api/v1/chats/${chatId}/members/${other.id}`, { body: { role: 'viewer' } })
      if (rank === 'viewer' || rank === 'editor') await owner.call('PUT', `/api/v1/chats/${chatId}/members/${friend.id}`, { body: { role: rank } })
      const url = path.replace('{chatId}', chatId).replace('{messageId}', answer.id).replace('{userId}', other.id).replace('{attachmentId}', question.content[0].attachment.id)
      const before = (await owner.call('GET', `/api/v1/chats/${chatId}/export`)).json
      const { status, json } = await caller(method, url, body && { body })
      const isAllowed = ranks.indexOf(rank) >= ranks.indexOf(role)
      if (isAllowed) t.ok(status < 300, `${rank}: ${operationId} answers ${status}`)
      else {
        t.match({ status, json }, rank === 'stranger' ? { status: 404, json: { error: { message: 'There is no chat with this id.' } } } : { status: 403, json: { error: { code: 'forbidden' } } }, `${rank}: ${operationId}`)
        t.match((await owner.call('GET', `/api/v1/chats/${chatId}/export`)).json, { ...before, exportedAt: String }, `${rank}: ${operationId} changed nothing`)
        t.equal((await owner.call('GET', `/api/v1/chats/${chatId}/members`)).json.data.length, rank === 'stranger' ? 2 : 3)
      }
    }
  }
}))

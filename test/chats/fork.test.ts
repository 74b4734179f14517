import { randomBytes } from 'node:crypto'
import t from 'tap'
import { forEachServer, register } from '../helpers/people.ts'
import { createCaller } from './helpers.ts'

const environment = { SHUTDOWN_TIMEOUT_MS: '0', AUTO_TITLE: 'words', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0' }

t.test('forking a chat', t => forEachServer(t, environment, async (t, server) => {
  const { secret, call, begin, ask, history, open } = await createCaller(server)
  const say = async (chatId: string, text: string, more: object = {}) => (await ask(chatId, `[echo] [delay 0] ${text}`, more)).json

  await t.test('it begins with the branch up to the message, and goes its own way', async t => {
    const chatId = await begin({ title: 'Holiday plans', model: 'demo/parlance', systemPrompt: 'Be brief.', tags: ['travel'], whenTooLong: 'omit' })
    await say(chatId, 'one')
    const second = await say(chatId, 'two')
    await say(chatId, 'three')
    await say(chatId, 'two in other words', { parentId: second.question.parentId })
    await call('PATCH', `/chats/${chatId}`, { pinned: true })
    const before = (await call('GET', `/chats/${chatId}/messages?tree=true`)).json
    const { data: shown } = (await call('GET', `/chats/${chatId}/messages?cursor=${second.answer.id}`)).json
    t.equal(shown.length, 4)
    const forked = await call('POST', `/chats/${chatId}/fork`, { messageId: second.answer.id })
    t.match(forked, { status: 201, json: { id: /^cht_/, role: 'owner', title: 'Holiday plans (fork)', model: 'demo/parlance', systemPrompt: 'Be brief.', tags: ['travel'], whenTooLong: 'omit', pinned: false } })
    const { id } = forked.json
    const copied = await history(id)
    t.strictSame(copied.map(({ text, role, status, model }) => [text, role, status, model]), shown.map(({ text, role, status, model }: any) => [text, role, status, model]))
    t.equal(copied[0].id, forked.json.leafId)
    t.notOk(copied.some(({ id }) => before.data.some((one: any) => one.id === id)), 'with ids of their own')
    await say(id, 'four')
    t.strictSame((await call('GET', `/chats/${chatId}/messages?tree=true`)).json, before, 'the first one stays as it was')
    await call('DELETE', `/chats/${chatId}`)
    t.equal((await history(id)).length, 6)
  })

  await t.test('without a message it is what is shown; its words are found', async t => {
    const chatId = await begin()
    await say(chatId, 'wombat')
    const { json: { id, title } } = await call('POST', `/chats/${chatId}/fork`, {})
    t.match(title, /wombat.* \(fork\)$/)
    t.equal((await history(id)).length, 2)
    const found = async () => (await call('GET', '/chats?q=wombat')).json.data.map((chat: any) => chat.id)
    for (let attempt = 0; attempt < 200 && !(await found()).includes(id); attempt++) await new Promise(resolve => { setTimeout(resolve, 20) }) // indexed behind the answer
    t.strictSame((await found()).sort(), [chatId, id].sort())
  })

  await t.test('files come along, and outlive the chat that they come from', async t => {
    const chatId = await begin()
    const bytes = [randomBytes(50_000), randomBytes(60_000)]
    await ask(chatId, [{ type: 'text', text: '[delay 0]' }, ...bytes.map(one => ({ type: 'image', url: `data:image/png;base64,${one.toString('base64')}` }))])
    const { json: { id } } = await call('POST', `/chats/${chatId}/fork`, {})
    await call('DELETE', `/chats/${chatId}`)
    const question = (await history(id)).at(-1)
    const urls = question.content.flatMap(({ url }: any) => url ?? [])
    const read = await Promise.all(urls.map(async (url: string) => Buffer.from(await (await fetch(server.url + url, { headers: { authorization: `Bearer ${secret}` } })).arrayBuffer())))
    t.ok(urls.every((url: string) => url.includes(id)))
    t.ok(read.length === 2 && read.every((one, at) => one.equals(bytes[at]!)))
  })

  await t.test('what is not there, or not yet, is not forked', async t => {
    const chatId = await begin()
    t.match(await call('POST', `/chats/${chatId}/fork`, {}), { status: 409, json: { error: { code: 'conflict' } } })
    t.match(await call('POST', `/chats/${chatId}/fork`, { messageId: 'msg_none' }), { status: 400, json: { error: { param: 'messageId' } } })
    const stream = await open('POST', `/chats/${chatId}/messages`, { body: { content: 'Tell me [length 900] [delay 20]', stream: true } })
    const [running, question] = await history(chatId)
    t.match(await call('POST', `/chats/${chatId}/fork`, { messageId: running.id }), { status: 409, json: { error: { code: 'conflict' } } })
    t.equal((await call('POST', `/chats/${chatId}/fork`, { messageId: question.id })).status, 201, 'the question can be')
    await call('POST', `/chats/${chatId}/stop`)
    await stream.body!.cancel()
  })

  await t.test('a viewer’s fork is theirs alone', async t => {
    const [ana, ben] = [await register(server, 'ana'), await register(server, 'ben')]
    const { json: { id: chatId } } = await ana.call('POST', '/api/v1/chats', { body: { title: 'Ours' } })
    await ana.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'hello [delay 0]' } })
    await ana.call('PUT', `/api/v1/chats/${chatId}/members/${ben.id}`, { body: { role: 'viewer' } })
    const { json: { id } } = await ben.call('POST', `/api/v1/chats/${chatId}/fork`, { body: {} })
    t.match(await ben.call('GET', `/api/v1/chats/${id}/members`), { json: { data: [{ userId: ben.id, role: 'owner' }] } })
    t.equal((await ana.call('GET', `/api/v1/chats/${id}`)).status, 404)
    t.match(await ben.call('POST', `/api/v1/chats/${id}/messages`, { body: { content: 'and on [delay 0]' } }), { status: 200 })
    t.equal((await ana.call('GET', `/api/v1/chats/${chatId}/messages`)).json.data.length, 2)
  })
}))

import { randomBytes } from 'node:crypto'
import t from 'tap'
import { forEachServer, register } from '../helpers/people.ts'
import { connect } from '../realtime/sockets.ts'
import { createCaller } from './helpers.ts'

const environment = { SHUTDOWN_TIMEOUT_MS: '0', RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0' }

t.test('deleting a message', t => forEachServer(t, environment, async (t, server) => {
  const { call, begin, ask, history, open } = await createCaller(server)
  const remove = (chatId: string, messageId: string) => call('DELETE', `/chats/${chatId}/messages/${messageId}`)
  const leafOf = async (chatId: string) => (await call('GET', `/chats/${chatId}`)).json.chat.leafId
  const textsOf = async (chatId: string, query = '') => (await call('GET', `/chats/${chatId}/messages${query}`)).json.data.map(({ text }: any) => text).reverse()
  const say = async (chatId: string, text: string, more: object = {}) => (await ask(chatId, `[echo] [delay 0] ${text}`, more)).json

  await t.test('it goes with all that follows it on every branch, and the branch ends before it', async t => {
    const chatId = await begin()
    const first = await say(chatId, 'one')
    const second = await say(chatId, 'two')
    await say(chatId, 'three')
    await say(chatId, 'three in other words', { parentId: second.answer.id })
    t.equal((await textsOf(chatId, '?tree=true')).length, 8)
    t.equal((await remove(chatId, second.question.id)).status, 204)
    t.strictSame(await textsOf(chatId, '?tree=true'), [first.question.text, first.answer.text])
    t.equal(await leafOf(chatId), first.answer.id)
    t.match(await remove(chatId, second.question.id), { status: 404, json: { error: { code: 'not_found' } } }, 'it is gone already')
    t.match(await say(chatId, 'four'), { question: { parentId: first.answer.id } }, 'the chat goes on from there')
    t.match(await ask(chatId, 'five [delay 0]', { parentId: second.answer.id }), { status: 400, json: { error: { param: 'parentId' } } })
  })

  await t.test('its other versions stay; the newest is shown to its end', async t => {
    const chatId = await begin()
    const first = await say(chatId, 'one')
    await say(chatId, 'after one')
    const [end] = await history(chatId)
    const edit = await say(chatId, 'one in other words', { parentId: null })
    t.match(edit.question.siblingIds, [first.question.id, edit.question.id])
    t.equal((await remove(chatId, edit.question.id)).status, 204)
    t.equal(await leafOf(chatId), end.id)
    const [shown] = (await call('GET', `/chats/${chatId}/messages`)).json.data.slice(-1)
    t.strictSame(shown.siblingIds, [first.question.id])
    const again = (await call('POST', `/chats/${chatId}/messages/${first.answer.id}/regenerate`, {})).json.answer
    await remove(chatId, first.answer.id)
    t.equal(await leafOf(chatId), again.id, 'what is shown stays where it does not follow')
    await remove(chatId, first.question.id)
    t.equal(await leafOf(chatId), null)
    t.strictSame(await textsOf(chatId, '?tree=true'), [])
    t.match(await say(chatId, 'anew'), { question: { parentId: null } })
  })

  await t.test('what is being written there is not cut off', async t => {
    const chatId = await begin()
    const first = await say(chatId, 'one')
    const other = await say(chatId, 'another beginning', { parentId: null })
    const stream = await open('POST', `/chats/${chatId}/messages`, { body: { content: 'Tell me [length 900] [delay 20]', parentId: first.answer.id, stream: true } })
    t.match(await remove(chatId, first.question.id), { status: 409, json: { error: { code: 'conflict' } } })
    t.equal((await remove(chatId, other.question.id)).status, 204, 'elsewhere it may be')
    await call('POST', `/chats/${chatId}/stop`)
    await stream.body!.cancel()
    t.equal((await remove(chatId, first.question.id)).status, 204)
    t.strictSame(await textsOf(chatId, '?tree=true'), [])
  })

  await t.test('its words are not found any more, files of it alone and a link to it are gone', async t => {
    const chatId = await begin()
    const [kept, lost] = [1, 2].map(() => ({ type: 'image', url: `data:image/png;base64,${randomBytes(20_000).toString('base64')}` }))
    const first = await say(chatId, 'porcupine')
    const pictures = (await ask(chatId, [{ type: 'text', text: '[echo] [delay 0] armadillo' }, kept, lost])).json.question
    await ask(chatId, [{ type: 'text', text: '[delay 0]' }, kept], { parentId: null })
    const urls = pictures.content.flatMap(({ url }: any) => url ?? []).map((url: string) => url.replace('/api/v1', ''))
    const share = (await call('POST', `/chats/${chatId}/share`, { messageId: pictures.id })).json
    const found = async (word: string) => (await call('GET', `/chats?q=${word}`)).json.data.length
    for (let attempt = 0; attempt < 200 && await found('armadillo') === 0; attempt++) await new Promise(resolve => { setTimeout(resolve, 20) }) // indexed behind the answer
    t.equal(await found('armadillo'), 1)
    t.equal((await remove(chatId, pictures.id)).status, 204)
    t.equal(await found('armadillo'), 0)
    t.equal(await found('porcupine'), 1)
    t.strictSame(await Promise.all(urls.map(async (url: string) => (await call('GET', url)).status)), [200, 404], 'a file that another message names stays')
    t.equal((await server.call('GET', `/api/v1/shared/${share.token}`, { key: '' })).status, 404)
    t.ok((await history(chatId)).length > 0)
    t.ok((await call('GET', `/chats/${chatId}/messages?tree=true`)).json.data.some(({ id }: any) => id === first.answer.id))
  })

  await t.test('everybody in the chat is told, and others are not', async t => {
    const [ana, ben, cem] = [await register(server, 'ana'), await register(server, 'ben'), await register(server, 'cem')]
    const { json: { id: chatId } } = await ana.call('POST', '/api/v1/chats', { body: {} })
    await ana.call('PUT', `/api/v1/chats/${chatId}/members/${ben.id}`, { body: { role: 'viewer' } })
    const first = (await ana.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'one [delay 0]' } })).json
    const second = (await ana.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'two [delay 0]' } })).json
    const [listening, outside] = [await connect(t, server, ben.accessToken), await connect(t, server, cem.accessToken)]
    await listening.say('join-chat', { chatId })
    t.equal((await ben.call('DELETE', `/api/v1/chats/${chatId}/messages/${second.question.id}`)).status, 403)
    t.equal((await ana.call('DELETE', `/api/v1/chats/${chatId}/messages/${second.question.id}`)).status, 204)
    t.strictSame(await listening.until('message.deleted'), { chatId, messageId: second.question.id, leafId: first.answer.id })
    t.strictSame(outside.of('message.deleted'), [])
  })

  await t.test('questions and deletions at the same moment leave no message without its parent', async t => {
    const chatId = await begin()
    const first = await say(chatId, 'one')
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, async (_, at) => ask(chatId, `[delay 0] ${at}`, { parentId: first.answer.id })),
      remove(chatId, first.answer.id),
      remove(chatId, first.answer.id),
    ])
    t.notOk(answers.some(({ status }) => status >= 500), answers.map(({ status }) => status).join())
    const all = (await call('GET', `/chats/${chatId}/messages?tree=true&limit=100`)).json.data
    const ids = new Set(all.map(({ id }: any) => id))
    t.ok(all.every(({ parentId }: any) => parentId === null || ids.has(parentId)))
    t.ok(ids.has(await leafOf(chatId)))
  })
}))

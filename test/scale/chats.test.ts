// A chat is one chat, whichever instance its people have reached.
import t from 'tap'
import { createClient } from '../../client/src/index.ts'
import { register } from '../helpers/people.ts'
import { until } from '../helpers/server-process.ts'
import { back, connect, cut, dial, next } from '../realtime/sockets.ts'
import { createHouse, soon } from './pair.ts'

const house = await createHouse(t)
if (house !== undefined) {
  const [a, b] = await Promise.all([house.open(), house.open()])
  const ana = await register({ call: a.ask } as never, 'ana')
  const ben = await register({ call: a.ask } as never, 'ben')
  const [atA, atB] = [a, b].map(({ url }) => createClient({ baseUrl: url, apiKey: ana.accessToken }))
  const begin = async (): Promise<string> => {
    const { id } = await atA!.chats.create()
    await a.ask('PUT', `/api/v1/chats/${id}/members/${ben.id}`, { key: ana.accessToken, body: { role: 'editor' } })
    return id
  }
  const long = 'Tell me everything [length 1500] [delay 2]'

  t.test('an answer that begins on one is read on the other, and resumed there in mid-sentence', async t => {
    const chatId = await begin()
    const stream = atA!.chats.stream(chatId, long)
    let text = ''
    let id = ''
    for await (const event of stream) {
      if (event.type === 'message.delta') text += event.text ?? ''
      id = stream.lastEventId ?? id
      if (text.length > 200) break
    }
    const rest = await (await fetch(`${b.url}/api/v1/chats/${chatId}/stream`, { headers: { authorization: `Bearer ${ana.accessToken}`, 'last-event-id': id, accept: 'text/event-stream' } })).text()
    const told = rest.split('\n').filter(line => line.startsWith('data: ')).map(line => JSON.parse(line.slice(6)))
    for (const event of told) if (event.type === 'message.delta') text += event.text ?? ''
    const end = told.at(-1)
    t.match(end, { type: 'message.completed', message: { status: 'complete' } })
    t.equal(text, end.message.text, 'without a gap or a double')
    t.ok(told.length > 3, 'as it was said')
  })

  t.test('an answer that is written on one is stopped on the other', async t => {
    const chatId = await begin()
    const reading = (async () => {
      for await (const event of atA!.chats.stream(chatId, 'Tell me everything [length 30000] [delay 5]')) if (event.type === 'message.completed' || event.type === 'message.failed') return event
    })()
    await until(() => b.ask('GET', `/api/v1/chats/${chatId}/messages`, { key: ana.accessToken }), ({ json }) => json.data[0]?.status === 'streaming', 20)
    t.equal((await b.ask('POST', `/api/v1/chats/${chatId}/stop`, { key: ana.accessToken })).status, 200)
    t.match(await reading, { message: { status: 'stopped' } })
  })

  t.test('people on different instances see and hear each other', async t => {
    const chatId = await begin()
    const one = await connect(t, a, ana.accessToken)
    const two = await connect(t, b, ben.accessToken)
    await one.say('join-chat', { chatId })
    await soon(t, 'who joins is told who is there', async () => (await two.say('join-chat', { chatId })).users, users => users.length === 2)
    await one.until('presence', ({ users }) => users.includes(ben.id) && users.includes(ana.id))

    await two.say('typing', { chatId, typing: true })
    t.match(await one.until('typing'), { userId: ben.id, typing: true })
    await two.say('typing', { chatId, typing: false })
    await one.until('typing', ({ typing }) => !typing)

    const { questionId, answerId } = await two.say('chat-message', { chatId, content: 'Tell me something [length 300] [delay 1]' })
    for (const line of [one, two]) {
      const { message } = await line.until('message.completed')
      t.equal(line.text(answerId), message.text)
      t.same(line.of('message').map(({ messageId }) => messageId), [questionId, answerId])
      t.equal(line.of('message.completed').length, 1)
    }
    t.same(one.of('message.delta').at(-1).id, two.of('message.delta').at(-1).id, 'under the same ids')

    two.socket.disconnect()
    await one.until('presence', ({ users }) => !users.includes(ben.id), one.heard.length - 1)
  })

  t.test('who is taken out of a chat on one hears no more of it on the other', async t => {
    const chatId = await begin()
    const line = await connect(t, b, ben.accessToken)
    await line.say('join-chat', { chatId })
    const reading = fetch(`${b.url}/api/v1/chats/${chatId}/stream`, { headers: { authorization: `Bearer ${ben.accessToken}` } })
    await (await reading).text()
    await a.ask('DELETE', `/api/v1/chats/${chatId}/members/${ben.id}`, { key: ana.accessToken })
    t.match(await line.until('left'), { chatId, reason: 'removed' })
    t.match(await line.say('typing', { chatId, typing: true }), { error: { code: 'not_found' } })
  })

  t.test('a connection whose right was taken away on one is closed by the other', async t => {
    const { json: { key: { id }, secret } } = await a.ask('POST', '/api/v1/api-keys', { body: { name: 'robot', scopes: ['chats'] } })
    const line = await connect(t, b, secret)
    const gone = next(line, 'disconnect')
    await a.ask('DELETE', `/api/v1/api-keys/${id}`)
    t.match(await line.until('closing'), { reason: 'revoked' })
    await gone
  })

  t.test('a connection that breaks on one goes on at the other where it was, without a gap or a double', async t => {
    const chatId = await begin()
    const line = await connect(t, a, ben.accessToken)
    await line.say('join-chat', { chatId })
    const { answerId } = await line.say('chat-message', { chatId, content: long })
    await line.until('message.delta', () => line.text(answerId).length > 200)
    await cut(line)
    line.socket.disconnect()
    const before = line.text(answerId)
    const other = dial(t, b, ben.accessToken)
    await back(other)
    t.match(await other.say('join-chat', { chatId, lastEventIds: [line.of('message.delta').at(-1).id] }), { ok: true })
    const { message } = await other.until('message.completed')
    t.equal(before + other.text(answerId), message.text)
  })

  t.test('an answer is given again by the other, and a request under one key is carried out once', async t => {
    const ask = (instance: typeof a, key: string, content: string) => instance.ask('POST', '/api/v1/chat/completions', { headers: { 'idempotency-key': key }, body: { model: 'demo/parlance', messages: [{ role: 'user', content }] } })
    const [first, second] = await Promise.all([ask(a, 'once', 'hello [length 300] [delay 2]'), ask(b, 'once', 'hello [length 300] [delay 2]')])
    t.equal(first.status, 200)
    t.equal(first.text, second.text)
    t.same([first, second].map(({ headers }) => headers.get('idempotent-replayed')).sort(), [null, 'true'].sort())
    t.equal((await ask(b, 'once', 'something else')).status, 409)
    const post = (instance: typeof a, name: string) => instance.ask('POST', '/api/v1/api-keys', { headers: { 'idempotency-key': 'one-key' }, body: { name, scopes: ['inference'] } })
    const made = await Promise.all([post(a, 'app'), post(b, 'app'), post(b, 'app')])
    t.same(new Set(made.map(({ status, text }) => `${status} ${text}`)).size, 1, 'so is every other POST')
    t.equal((await post(a, 'another')).status, 409)
    const cached = (instance: typeof a) => instance.ask('POST', '/api/v1/chat/completions', { headers: { 'x-parlance-cache': 'on' }, body: { model: 'demo/parlance', messages: [{ role: 'user', content: 'hello cache' }] } })
    const kept = await cached(a)
    t.equal((await soon(t, 'a hit on the other', () => cached(b), ({ headers }) => headers.get('x-parlance-cache') === 'hit')).text, kept.text)
  })

  t.test('what Redis is told are names, and what it keeps is sealed', async t => {
    const { Redis } = await import('ioredis')
    const client = new Redis(house.redis.url)
    const heard: string[] = []
    const ears = client.duplicate()
    await ears.psubscribe('*')
    ears.on('pmessage', (_pattern, _channel, text) => heard.push(text))
    const chatId = await begin()
    await atB!.chats.send(chatId, 'The secret word is xylophone [length 40] [delay 1]')
    await until(async () => heard.length, length => length > 2)
    const keys = await client.keys('*')
    const values = await Promise.all(keys.map(key => client.get(key).catch(() => '')))
    t.notMatch([...heard, ...keys, ...values].join('\n'), /xylophone|hello/)
    t.ok(keys.some(key => key.startsWith('parlance:answer:')))
    client.disconnect()
    ears.disconnect()
  })
}

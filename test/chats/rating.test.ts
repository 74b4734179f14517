import t, { type Test } from 'tap'
import type { TestApp } from '../helpers/app.ts'
import { forEachServer, type Person, register } from '../helpers/people.ts'

const environment = { RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0' }

const start = async (server: TestApp, word: string) => {
  const [owner, friend] = [await register(server, `ana${word}`), await register(server, `ben${word}`)]
  const { json: { id: chatId } } = await owner.call('POST', '/api/v1/chats', { body: {} })
  const { json: { question, answer } } = await owner.call('POST', `/api/v1/chats/${chatId}/messages`, { body: { content: 'hello [delay 0]' } })
  await owner.call('PUT', `/api/v1/chats/${chatId}/members/${friend.id}`, { body: { role: 'viewer' } })
  const rate = (person: Person, body: object, messageId: string = answer.id) => person.call('PUT', `/api/v1/chats/${chatId}/messages/${messageId}/rating`, { body })
  /** What somebody is shown of their rating, wherever the answer is read. */
  const shown = async (person: Person, t: Test) => {
    const opened = (await person.call('GET', `/api/v1/chats/${chatId}`)).json.messages.data[0]
    const [listed, inTree] = await Promise.all(['', '?tree=true'].map(async query => (await person.call('GET', `/api/v1/chats/${chatId}/messages${query}`)).json.data[0]))
    for (const one of [listed, inTree]) t.strictSame([one.rating, one.ratingComment], [opened.rating, opened.ratingComment])
    return [opened.rating ?? null, opened.ratingComment ?? null]
  }
  return { owner, friend, chatId, question, answer, rate, shown }
}

t.test('ratings', t => forEachServer(t, environment, async (t, server) => {
  await t.test('everybody in a chat has their own, and changes it', async t => {
    const { owner, friend, rate, shown } = await start(server, '1')
    t.strictSame(await shown(owner, t), [null, null])
    t.match(await rate(owner, { rating: 'up' }), { status: 200, json: { rating: 'up', ratingComment: undefined, role: 'assistant' } })
    t.match(await rate(friend, { rating: 'down', comment: 'not that warm' }), { status: 200, json: { rating: 'down', ratingComment: 'not that warm' } })
    t.strictSame(await shown(owner, t), ['up', null])
    t.strictSame(await shown(friend, t), ['down', 'not that warm'])
    await rate(owner, { rating: 'down', comment: 'too short' })
    t.strictSame(await shown(owner, t), ['down', 'too short'])
    await rate(owner, { rating: 'down' })
    t.strictSame(await shown(owner, t), ['down', null], 'a rating replaces the whole one before it')
    t.match(await rate(owner, { rating: null }), { status: 200, json: { rating: undefined } })
    t.strictSame(await shown(owner, t), [null, null])
    t.strictSame(await shown(friend, t), ['down', 'not that warm'])
  })

  await t.test('only answers that have ended, by their own names', async t => {
    const { owner, chatId, question, answer, rate } = await start(server, '2')
    t.match(await rate(owner, { rating: 'up' }, question.id), { status: 400, json: { error: { code: 'invalid_request' } } })
    t.match(await rate(owner, { rating: 'up' }, 'msg_none'), { status: 404 })
    t.match(await rate(owner, { rating: 'best' }), { status: 400, json: { error: { param: 'rating' } } })
    t.match(await rate(owner, {}), { status: 400, json: { error: { param: 'rating' } } })
    t.match(await rate(owner, { rating: 'up', comment: 'a'.repeat(1001) }), { status: 400, json: { error: { param: 'comment' } } })
    const { json: { id: other } } = await owner.call('POST', '/api/v1/chats', { body: {} })
    t.match(await owner.call('PUT', `/api/v1/chats/${other}/messages/${answer.id}/rating`, { body: { rating: 'up' } }), { status: 404 }, 'not by way of another chat')
    const open = await fetch(`${server.url}/api/v1/chats/${chatId}/messages`, { method: 'POST', headers: { authorization: `Bearer ${owner.accessToken}`, 'content-type': 'application/json' }, body: JSON.stringify({ content: 'Tell me [length 900] [delay 20]', stream: true }) })
    const [running] = (await owner.call('GET', `/api/v1/chats/${chatId}/messages`)).json.data
    t.match(running, { status: 'streaming', rating: undefined })
    t.match(await rate(owner, { rating: 'up' }, running.id), { status: 409, json: { error: { code: 'conflict' } } })
    await owner.call('POST', `/api/v1/chats/${chatId}/stop`)
    await open.body!.cancel()
    t.match(await rate(owner, { rating: 'up' }, running.id), { status: 200 })
  })

  await t.test('they are among one’s own data, and go with the account', async t => {
    const { owner, friend, chatId, answer, rate, shown } = await start(server, '3')
    await rate(owner, { rating: 'up' })
    await rate(friend, { rating: 'down', comment: 'hm' })
    const { json: { ratings } } = await friend.call('GET', '/api/v1/auth/export')
    t.match(ratings, [{ chatId, messageId: answer.id, rating: 'down', comment: 'hm', ratedAt: /Z$/ }], 'also in chats of others')
    t.equal(ratings.length, 1)
    t.equal((await friend.call('DELETE', '/api/v1/auth/profile', { body: { password: friend.password } })).status, 204)
    t.strictSame(await shown(owner, t), ['up', null])
    await owner.call('DELETE', `/api/v1/chats/${chatId}`)
    t.strictSame((await owner.call('GET', '/api/v1/auth/export')).json.ratings, [], 'and with the chat')
  })
}))

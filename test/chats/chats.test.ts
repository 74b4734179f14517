import t from 'tap'
import { startApp } from '../helpers/app.ts'
import { createCaller, readEvents, textOf } from './helpers.ts'

const start = async (t: any, environment = {}) => {
  const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0', ...environment })
  return { server, ...await createCaller(server) }
}

t.test('a question and its answer are saved', async t => {
  const { begin, ask, call } = await start(t)
  const chatId = await begin()
  const { status, json } = await ask(chatId, 'Say hello [delay 0]')
  t.equal(status, 200)
  t.match(json, { question: { role: 'user', text: 'Say hello [delay 0]', status: 'complete', parentId: null }, answer: { role: 'assistant', status: 'complete', model: 'demo/parlance', provider: 'demo', finishReason: 'stop' } })
  t.ok(json.answer.text.length > 0)
  t.ok(json.answer.usage.outputTokens > 0)
  t.match(json.answer.contextUsage, { source: 'model' })
  const opened = (await call('GET', `/chats/${chatId}`)).json
  t.strictSame(opened.messages.data.map((message: any) => message.id), [json.answer.id, json.question.id])
  t.match(opened.chat, { title: 'Say hello [delay 0]', leafId: json.answer.id, role: 'owner' })
  t.strictSame(opened.messages.data[0], json.answer)
})

t.test('a stream tells the answer, and what it tells is what is saved', async t => {
  const { begin, stream, history } = await start(t)
  const chatId = await begin()
  const events = await readEvents(await stream(chatId, 'Tell me something [length 60] [delay 1]'))
  t.equal(events[0]!.event, 'message.created')
  t.equal(events.at(-1)!.event, 'message.completed')
  const [answer] = await history(chatId)
  t.equal(textOf(events), answer.text)
  t.equal(events[0]!.data.messageId, answer.id)
  t.match(events.at(-1)!.data, { finishReason: 'stop', message: { id: answer.id, text: answer.text } })
})

t.test('a reader that comes back after any event gets exactly the rest', async t => {
  const { begin, stream, open, history } = await start(t)
  const chatId = await begin()
  const all = await readEvents(await stream(chatId, 'Tell me something [length 40] [delay 1]'))
  const [answer] = await history(chatId)
  for (const [at, { id }] of all.entries()) {
    const rest = await readEvents(await open('GET', `/chats/${chatId}/stream`, { headers: { 'last-event-id': id } }))
    t.equal(textOf(all.slice(0, at + 1)) + textOf(rest), answer.text, `after event ${at}`)
    t.equal(rest.at(-1)!.event, 'message.completed')
  }
})

t.test('an answer goes on when its reader goes away, and can be joined from the beginning', async t => {
  const { begin, stream, open, history } = await start(t)
  const chatId = await begin()
  const first = await readEvents(await stream(chatId, 'Tell me something [length 80] [delay 10]'), 5)
  const joined = await readEvents(await open('GET', `/chats/${chatId}/stream`))
  const [answer] = await history(chatId)
  t.equal(textOf(joined), answer.text)
  t.ok(answer.text.startsWith(textOf(first)))
  t.equal(answer.status, 'complete')
  t.equal((await open('GET', `/chats/${chatId}/stream`)).status, 204, 'nothing is being written any more')
})

t.test('a reader whose connection breaks again and again misses nothing and reads nothing twice', async t => {
  const { begin, stream, open, history } = await start(t)
  const chatId = await begin()
  let read = await readEvents(await stream(chatId, 'Tell me something [length 200] [delay 3]'), 2)
  while (read.at(-1)!.event === 'message.created' || read.at(-1)!.event === 'message.delta') {
    const more = await readEvents(await open('GET', `/chats/${chatId}/stream`, { headers: { 'last-event-id': read.at(-1)!.id } }), 1 + read.length % 7)
    read = [...read, ...more]
  }
  const [answer] = await history(chatId)
  t.equal(textOf(read), answer.text)
})

t.test('stop keeps what was written, and the next question follows it at once', async t => {
  const { begin, stream, call, ask, history } = await start(t)
  const chatId = await begin()
  const response = await stream(chatId, 'Tell me something [length 500] [delay 20]')
  const events = await readEvents(response, 6)
  const stopped = await call('POST', `/chats/${chatId}/stop`)
  t.match(stopped.json.data, [{ status: 'stopped' }])
  const answer = stopped.json.data[0]
  t.ok(answer.text.startsWith(textOf(events)) && answer.text.length > 0)
  const { json } = await ask(chatId, 'And now? [delay 0]')
  t.equal(json.question.parentId, answer.id)
  t.strictSame((await history(chatId)).map(({ role, status }) => `${role} ${status}`), ['assistant complete', 'user complete', 'assistant stopped', 'user complete'])
  t.strictSame((await call('POST', `/chats/${chatId}/stop`)).json, { data: [] })
})

t.test('a question beside another is an edit; an answer beside another is another try', async t => {
  const { begin, ask, call, history } = await start(t)
  const chatId = await begin()
  const first = (await ask(chatId, 'one [delay 0]')).json
  const edited = (await ask(chatId, 'one, edited [delay 0]', { parentId: null })).json
  t.strictSame(edited.question.siblingIds, [first.question.id, edited.question.id])
  t.strictSame((await history(chatId)).map(({ id }) => id), [edited.answer.id, edited.question.id])
  const again = (await call('POST', `/chats/${chatId}/messages/${edited.answer.id}/regenerate`, {})).json
  t.equal(again.question, null)
  t.strictSame(again.answer.siblingIds, [edited.answer.id, again.answer.id])
  const shown = await call('PATCH', `/chats/${chatId}`, { leafId: first.question.id })
  t.equal(shown.json.leafId, first.answer.id, 'a branch is shown to its end')
  t.equal((await call('GET', `/chats/${chatId}/messages?tree=true`)).json.data.length, 5)
})

t.test('while an answer is being written nothing follows it, but its question can be edited', async t => {
  const { begin, stream, ask } = await start(t)
  const chatId = await begin()
  const [created] = await readEvents(await stream(chatId, 'slow [length 300] [delay 20]'), 1)
  const refused = await ask(chatId, 'too soon')
  t.match(refused, { status: 409, json: { error: { code: 'conflict', param: 'parentId' } } })
  const edited = await ask(chatId, 'edited [delay 0]', { parentId: null })
  t.equal(edited.status, 200)
  t.equal(edited.json.question.siblingIds[0], created!.data.question.id)
})

t.test('two tabs that ask at once both get their answer', async t => {
  const { begin, ask, history, call } = await start(t)
  const chatId = await begin()
  await ask(chatId, 'begin [delay 0]')
  const both = await Promise.all([ask(chatId, 'left [delay 0]'), ask(chatId, 'right [delay 0]')])
  t.ok(both.every(({ status }) => status === 200 || status === 409))
  const tree = (await call('GET', `/chats/${chatId}/messages?tree=true`)).json.data
  for (const { status, json } of both) if (status === 200) t.ok(tree.some(({ id }: any) => id === json.question.id) && tree.some(({ id }: any) => id === json.answer.id))
  t.ok((await history(chatId)).length >= 4)
})

t.test('the same request again is not asked again', async t => {
  const { server, begin, ask, stream } = await start(t)
  const chatId = await begin()
  const question = { clientRequestId: 'request-1' }
  const all = await Promise.all(Array.from({ length: 5 }, () => ask(chatId, 'once [delay 0]', question)))
  t.equal(new Set(all.map(({ json }) => json.answer?.id)).size, 1)
  t.equal(server.receipts.filter(({ door }) => door === 'house').length, 1)
  const events = await readEvents(await stream(chatId, 'once [delay 0]', question))
  t.equal(textOf(events), all[0]!.json.answer.text)
  t.match(await ask(chatId, 'something else', question), { status: 409, json: { error: { code: 'conflict', param: 'clientRequestId' } } })
})

t.test('a failure is saved with its reason, and can be tried again', async t => {
  const { begin, stream, ask, call } = await start(t)
  const chatId = await begin()
  const events = await readEvents(await stream(chatId, '[fail 503]'))
  t.match(events.at(-1), { event: 'message.failed', data: { error: { code: 'upstream_overloaded' }, message: { status: 'failed' } } })
  const { json } = await ask(chatId, '[fail 401]', { parentId: null })
  t.match(json.answer, { status: 'failed', error: { code: 'upstream_auth_failed' } })
  t.equal((await call('POST', `/chats/${chatId}/messages/${json.question.id}/regenerate`, {})).status, 200)
})

t.test('a chat that is deleted while it is written is gone', async t => {
  const { begin, stream, call } = await start(t)
  const chatId = await begin()
  await readEvents(await stream(chatId, 'slow [length 300] [delay 20]'), 2)
  t.equal((await call('DELETE', `/chats/${chatId}`)).status, 204)
  t.equal((await call('GET', `/chats/${chatId}`)).status, 404)
})

t.test('what is wrong is said by its field, and nothing is saved', async t => {
  const { begin, ask, call, history } = await start(t)
  const chatId = await begin()
  for (const [body, param] of [
    [{ content: '' }, 'content'],
    [{ content: [] }, 'content'],
    [{ content: [{ type: 'text' }] }, 'content[0].text'],
    [{ content: [{ type: 'image', url: 'ftp://x' }] }, 'content[0].url'],
    [{ content: [{ type: 'image', url: 'data:text/plain;base64,eA==' }] }, 'content[0].url'],
    [{ content: 'x', parentId: 'msg_none' }, 'parentId'],
    [{ content: 'x', temperature: 9 }, 'temperature'],
    [{ content: 'x', nonsense: 1 }, 'nonsense'],
  ] as const) {
    const { status, json } = await ask(chatId, undefined, body)
    t.equal(status, 400, param)
    t.ok(JSON.stringify(json.error).includes(param), `${param}: ${json.error.message}`)
  }
  t.match(await ask(chatId, 'x', { model: 'nobody/none' }), { status: 404, json: { error: { code: 'model_not_found' } } })
  t.strictSame(await history(chatId), [])
  t.match(await call('POST', '/chats', { title: '' }), { status: 400 })
  t.match(await call('GET', '/chats/cht_none'), { status: 404 })
})

t.test('nobody else sees or touches a chat', async t => {
  const { server, begin, ask } = await start(t)
  const chatId = await begin({ title: 'private' })
  const { json: { answer } } = await ask(chatId, 'hello [delay 0]')
  const stranger = await createCaller(server)
  for (const [method, path, body] of [
    ['GET', ''], ['PATCH', '', { title: 'x' }], ['DELETE', ''], ['GET', '/messages'], ['GET', '/messages?tree=true'], ['POST', '/messages', { content: 'x' }],
    ['POST', `/messages/${answer.id}/regenerate`, {}], ['POST', '/stop'], ['GET', '/stream'],
  ] as const) t.match(await stranger.call(method, `/chats/${chatId}${path}`, body), { status: 404, json: { error: { code: 'not_found' } } }, `${method} ${path}`)
  t.strictSame((await stranger.call('GET', '/chats')).json, { data: [], nextCursor: null })
  const own = await stranger.begin()
  t.match(await stranger.ask(own, 'x', { parentId: answer.id }), { status: 400 }, 'an id in the body is checked like one in the path')
})

t.test('chats are listed by age, tag and state', async t => {
  const { begin, call } = await start(t)
  const ids = [await begin({ title: 'a', tags: ['x'] }), await begin({ title: 'b' }), await begin({ title: 'c', tags: ['x'] })]
  await call('PATCH', `/chats/${ids[0]}`, { archived: true })
  await call('PATCH', `/chats/${ids[1]}`, { pinned: true })
  const titles = async (query: string) => (await call('GET', `/chats?${query}`)).json.data.map(({ title }: any) => title)
  t.strictSame(await titles('archived=true'), ['a'])
  t.strictSame(await titles('pinned=true'), ['b'])
  t.strictSame(await titles('tag=x&archived=false'), ['c'])
  const first = (await call('GET', '/chats?limit=1')).json
  const second = (await call('GET', `/chats?limit=1&cursor=${first.nextCursor}`)).json
  t.strictSame([...first.data, ...second.data].map(({ title }: any) => title), ['c', 'b'], 'what is archived is out of the way')
  t.equal(second.nextCursor, null)
})

import t, { type Test } from 'tap'
import { processes } from '../helpers/app.ts'
import { json, type Received, type Reply, type Upstream } from '../helpers/replay-upstream.ts'
import { startPair, ways } from '../helpers/two-paths.ts'
import { createCaller, readEvents } from './helpers.ts'

const [way] = ways

const isForSummary = ({ parsed }: Received): boolean => parsed?.messages?.at(-1)?.content?.includes?.('The summary of all of it:') === true

/** A model with a window of 1,000 tokens that answers in a few words. */
const start = async (t: Test, { environment = {}, limit = 1000, summary = () => way!.stream(['They spoke of many things.']) }: { environment?: Record<string, string>; limit?: number; summary?: (request: Received) => Reply | Promise<Reply> } = {}) => {
  const server = await startPair(t, way!, {
    environment: { SHUTDOWN_TIMEOUT_MS: '0', RATELIMIT_PER_MINUTE: '0', DEFAULT_MODEL: 'up/m', ...environment },
    provider: { models: ['m', 'large'], modelOverrides: { m: { contextWindow: limit, maxOutputTokens: 100 }, large: { contextWindow: 100_000 } } },
  })
  server.upstream.on('/v1/models', json({ object: 'list', data: [{ id: 'm' }, { id: 'large' }] }))
  server.upstream.on(way!.path, request => isForSummary(request) ? summary(request) : way!.stream(['Yes.']))
  const summaries = () => server.upstream.requests.filter(isForSummary)
  const caller = await createCaller(server)
  /** A chat in which this was said, and how it was answered. */
  const filled = async (questions: string[], more: object = {}): Promise<{ chatId: string; ids: string[] }> => {
    const messages = questions.flatMap((text, at) => [
      { id: `q${at}`, parentId: at === 0 ? null : `a${at - 1}`, role: 'user', content: [{ type: 'text', text }] },
      { id: `a${at}`, parentId: `q${at}`, role: 'assistant', content: [{ type: 'text', text: `Answer ${at}.` }] },
    ])
    const { json: { items: [{ chatId }] } } = await caller.call('POST', '/chats/import', { format: 'parlance-chat', version: 1, title: 'Filled', messages, ...more })
    const ids = (await caller.history(chatId)).map(({ id }) => id).reverse()
    return { chatId, ids }
  }
  return { server, upstream: server.upstream, ...caller, filled, summaries }
}

/** About 100 tokens each. */
const long = (count: number): string[] => Array.from({ length: count }, (_, at) => `Topic ${at}: ${'word '.repeat(95)}`)

const textsOf = ({ parsed }: Received): string[] => parsed?.messages.map(({ content }: any) => content) ?? []
/** A second process asks for the models when it likes. */
const lastAsked = ({ requests }: Upstream): Received => requests.filter(({ path }) => path === way!.path).at(-1)!

t.test('what does not fit is refused with the numbers, and nothing is sent or saved', async t => {
  const { filled, ask, stream, upstream, history } = await start(t)
  const { chatId } = await filled(long(12))
  const { status, json } = await ask(chatId, 'And now?')
  t.equal(status, 400)
  t.match(json.error, { code: 'context_length_exceeded', param: 'whenTooLong', message: /about 1\d\d\d tokens in 24 messages.*window is 1000, of which 100 are kept.*`summarise`.*`omit`/ })
  t.equal((await stream(chatId, 'And now?')).status, 400)
  t.equal(upstream.requests.filter(({ path }) => path === way!.path).length, 0)
  t.equal((await history(chatId)).length, 24)
  t.equal((await ask(chatId, 'And now?', { model: 'up/large' })).status, 200, 'a larger window takes it')
})

t.test('a question that does not fit by itself is refused whatever the chat says', async t => {
  const { begin, ask } = await start(t)
  for (const whenTooLong of ['refuse', 'omit', 'summarise']) {
    const chatId = await begin({ whenTooLong })
    t.match(await ask(chatId, 'word '.repeat(1200)), { status: 400, json: { error: { code: 'context_length_exceeded', param: 'content', message: /about 12\d\d tokens.*window is 1000/ } } })
  }
})

t.test('the oldest messages are left out where that was chosen, and it is said how many', async t => {
  const { filled, ask, upstream, call } = await start(t)
  const { chatId } = await filled(long(30))
  await call('PATCH', `/chats/${chatId}`, { whenTooLong: 'omit' })
  const { status, json: { answer } } = await ask(chatId, 'And now?')
  t.equal(status, 200)
  const sent = textsOf(lastAsked(upstream))
  t.equal(sent.length - 1 + answer.contextUsage.omittedMessages, 60, 'what was sent and what was not are all')
  t.ok(sent[0]!.startsWith('Topic '), 'it begins with a question')
  t.equal(sent.at(-1), 'And now?')
  t.match(answer.contextUsage, { limit: 1000, source: 'model' })
  t.ok(answer.contextUsage.tokens <= 900 && answer.contextUsage.tokens > 700)
  t.notOk('summarised' in answer.contextUsage)
})

t.test('a chat says what is done, a question may say otherwise, the server what is done where nobody says', async t => {
  const { begin, call, filled, ask } = await start(t, { environment: { WHEN_TOO_LONG: 'omit' } })
  const { json: chat } = await call('GET', `/chats/${await begin({ whenTooLong: 'summarise' })}`)
  t.equal(chat.chat.whenTooLong, 'summarise')
  const { chatId } = await filled(long(12))
  t.equal((await call('GET', `/chats/${chatId}`)).json.chat.whenTooLong, null)
  t.equal((await ask(chatId, 'a')).status, 200)
  t.equal((await ask(chatId, 'b', { whenTooLong: 'refuse' })).status, 400)
  t.equal((await call('PATCH', `/chats/${chatId}`, { whenTooLong: 'refuse' })).json.whenTooLong, 'refuse')
  t.equal((await ask(chatId, 'c')).status, 400)
  t.equal((await ask(chatId, 'd', { whenTooLong: 'omit' })).status, 200)
  t.equal((await call('PATCH', `/chats/${chatId}`, { whenTooLong: null })).json.whenTooLong, null)
  t.match(await call('PATCH', `/chats/${chatId}`, { whenTooLong: 'forget' }), { status: 400, json: { error: { message: /whenTooLong/ } } })
})

t.test('a summary by the chat’s own model stands for the older messages, is said, and is asked for by the caller', async t => {
  const { server, filled, ask, upstream, summaries } = await start(t)
  const { chatId } = await filled(long(12), { systemPrompt: 'Be brief.', whenTooLong: 'summarise' })
  const { status, json: { answer } } = await ask(chatId, 'And now?')
  t.equal(status, 200)
  t.equal(answer.text, 'Yes.')
  const sent = textsOf(lastAsked(upstream))
  t.equal(sent[0], 'Be brief.')
  t.match(sent[1], /record of what was said[^]*They spoke of many things\.$/)
  t.ok(sent[2]!.startsWith('Topic '))
  t.match(answer.contextUsage, { summarised: true, limit: 1000 })
  t.notOk('omittedMessages' in answer.contextUsage)
  t.equal(answer.contextUsage.summarisedMessages + sent.length - 3, 24, 'every message was sent or summed up')
  const record = summaries().map(request => textsOf(request)[1]).join('\n')
  t.match(record, /User: Topic 0: word[^]*Assistant: Answer 0\.[^]*User: Topic 1:/)
  t.ok(summaries().every(({ parsed }) => parsed.model === 'm' && textsOf({ parsed } as Received).join('').length < 4 * 1000), 'each fits the window itself')
  t.strictSame(new Set(server.receipts.map(({ caller, attribution }) => `${caller?.id === undefined} ${attribution?.chat}`)), new Set([`false ${chatId}`]))
  t.equal(server.receipts.length, summaries().length + 1)
})

t.test('a summary is not made again while it lasts, and goes on from itself when more falls out', async t => {
  const { filled, ask, upstream, summaries } = await start(t)
  const { chatId } = await filled(long(12), { whenTooLong: 'summarise' })
  await ask(chatId, 'And now?')
  const first = summaries().length
  await ask(chatId, 'And then?')
  t.equal(summaries().length, first, 'there is room for some more')
  for (const question of long(6)) t.equal((await ask(chatId, question)).status, 200)
  t.ok(summaries().length > first)
  const [, asked] = textsOf(summaries().at(-1)!)
  t.match(asked, /The summary so far:\n\nThey spoke of many things\./)
  t.notMatch(asked, /Topic 0: word[^]*Topic 1: word[^]*Topic 2: word[^]*Topic 3: word[^]*Topic 4: word[^]*Topic 5: word/, 'what it stands for is not read again')
  const { json: { answer } } = await ask(chatId, 'At last?')
  t.equal(answer.contextUsage.summarisedMessages + textsOf(lastAsked(upstream)).length - 2, 24 + 2 * 8)
})

t.test('a branch never gets a summary of messages that it does not come from', async t => {
  const { filled, ask, upstream } = await start(t, { summary: ({ parsed }) => way!.stream([parsed.messages[1].content.includes('SECRET') ? 'It is about a SECRET.' : 'Nothing special.']) })
  const questions = long(12)
  const { chatId, ids } = await filled(questions.map((text, at) => at === 2 ? `SECRET ${text}` : text), { whenTooLong: 'summarise' })
  await ask(chatId, 'And now?')
  t.match(textsOf(lastAsked(upstream))[0], /SECRET/)
  // the branch parts before the secret was said, and grows too long by itself
  let parentId = ids[3]
  for (const question of questions) {
    const { json: { answer } } = await ask(chatId, question, { parentId })
    parentId = answer.id
    for (const request of upstream.requests.slice(-3)) if (textsOf(request).at(-1) === question) t.notMatch(textsOf(request).join('\n'), /SECRET/)
  }
  const { json: { answer } } = await ask(chatId, 'And here?', { parentId })
  t.match(textsOf(lastAsked(upstream))[0], /Nothing special/)
  t.equal(answer.contextUsage.summarised, true)
  await ask(chatId, 'And there?', { parentId: ids.at(-1) })
  t.match(textsOf(lastAsked(upstream))[0], /SECRET/, 'the other one still has its own')
})

for (const [what, reply, code] of [
  ['fails', way!.error(500, 'broken'), 'upstream_failed'],
  ['says nothing', way!.stream(['']), 'upstream_bad_response'],
  ['breaks off', way!.brokenStream(['They'], 'broken'), 'upstream_failed'],
] as const) {
  t.test(`when the model that sums up ${what}, the oldest messages are left out, that is said, and it is not tried at every turn`, async t => {
    const { filled, ask, summaries } = await start(t, { summary: () => reply })
    const { chatId } = await filled(long(12), { whenTooLong: 'summarise' })
    const { status, json: { answer } } = await ask(chatId, 'And now?')
    t.equal(status, 200)
    t.match(answer, { status: 'complete', text: 'Yes.', contextUsage: { summarised: false, summaryError: code } })
    t.ok(answer.contextUsage.omittedMessages > 0)
    t.equal(summaries().length, 1)
    for (let turn = 0; turn < 4; turn++) t.match((await ask(chatId, 'And then?')).json.answer.contextUsage, { summarised: false, summaryError: code })
    t.ok(summaries().length <= processes, 'each process tries once')
  })
}

t.test('what was summed up before it failed is used and kept', async t => {
  let count = 0
  const { filled, ask, upstream } = await start(t, { summary: () => count++ === 0 ? way!.stream(['The beginning.']) : way!.error(500, 'broken') })
  const { chatId } = await filled(long(20), { whenTooLong: 'summarise' })
  const { json: { answer } } = await ask(chatId, 'And now?')
  t.match(answer.contextUsage, { summarised: true, summaryError: 'upstream_failed' })
  const { summarisedMessages, omittedMessages } = answer.contextUsage
  const sent = textsOf(lastAsked(upstream))
  t.match(sent[0], /The beginning\./)
  t.ok(summarisedMessages > 0 && omittedMessages > 0)
  t.equal(summarisedMessages + omittedMessages + sent.length - 2, 40)
  t.match((await ask(chatId, 'And then?')).json.answer.contextUsage, { summarisedMessages })
})

t.test('a stream is open while older messages are summed up, and stop ends that too', async t => {
  let asked = () => {}
  const isAsked = new Promise<void>(resolve => { asked = resolve })
  const { server, filled, stream, call, history, upstream, summaries } = await start(t, {
    summary: () => {
      asked()
      return new Promise<Reply>(() => {})
    },
  })
  const { chatId } = await filled(long(12), { whenTooLong: 'summarise' })
  const response = await stream(chatId, 'And now?')
  t.equal(response.status, 200)
  const events = readEvents(response)
  await isAsked
  t.match((await call('POST', `/chats/${chatId}/stop`)).json.data, [{ status: 'stopped', text: '' }])
  t.match(server.receipts, [{ status: 'aborted' }])
  t.equal(await summaries()[0]!.closedEarly, true, 'the provider is told')
  t.strictSame((await events).map(({ event }) => event), ['message.created', 'message.completed'])
  t.equal(upstream.requests.filter(({ path }) => path === way!.path).length, 1, 'nothing more was asked')
  t.match((await history(chatId)).slice(0, 2), [{ status: 'stopped' }, { text: 'And now?' }])
})

t.test('another answer to a question has that question, however long the chat is', async t => {
  const { filled, ask, call, upstream } = await start(t)
  const { chatId } = await filled(long(12), { whenTooLong: 'omit' })
  const { json: { answer } } = await ask(chatId, 'And now?')
  const first = textsOf(lastAsked(upstream))
  await call('POST', `/chats/${chatId}/messages/${answer.id}/regenerate`, {})
  t.strictSame(textsOf(lastAsked(upstream)), first)
})

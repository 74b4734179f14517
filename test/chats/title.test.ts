import t, { type Test } from 'tap'
import { cleanTitle, firstWords } from '../../src/chats/title.ts'
import { createTitleWriter } from '../../src/chats/title-writer.ts'
import type { ChatRecord, MessageRecord } from '../../src/core/chats.ts'
import { startApp } from '../helpers/app.ts'
import { type Received, type Reply, rateLimited, sse, startUpstream } from '../helpers/replay-upstream.ts'
import { silentLog } from '../helpers/silent-log.ts'
import { createCaller } from './helpers.ts'

const chunk = (delta: object, finish: string | null = null) => ({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'large', choices: [{ index: 0, delta, finish_reason: finish }] })
const says = (text: string, finish = 'stop'): Reply => sse([chunk({ role: 'assistant', content: text }), chunk({}, finish), { ...chunk({}), choices: [], usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 } }, '[DONE]'])

const isForTitle = ({ parsed }: Received): boolean => parsed?.messages?.at(-1)?.content?.includes('The title:') === true

const start = async (t: Test, title: (request: Received) => Reply | Promise<Reply>, environment: Record<string, string> = { AUTO_TITLE: 'model' }) => {
  const upstream = await startUpstream(t)
  upstream.on('/v1/chat/completions', request => isForTitle(request) ? title(request) : says('The Canary Islands are warm.'))
  const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0', DEFAULT_MODEL: 'acme/large', SYSTEM_PROMPT: 'the prompt of the house', ...environment })
  await server.addProvider({ name: 'acme', kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey: 'sk-upstream-key-0123456789' })
  const caller = await createCaller(server)
  const titleOf = async (chatId: string): Promise<string> => (await caller.call('GET', `/chats/${chatId}`)).json.chat.title
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    for (let attempt = 0; attempt < 200; attempt++) {
      if (await isSo()) return
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    throw new Error('it never came')
  }
  /** All that was asked for titles is over, and what became of it is written. */
  const settled = async (asked = 1) => {
    await until(() => upstream.requests.filter(isForTitle).length === asked && upstream.requests.every(({ isOver }) => isOver))
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return { server, upstream, ...caller, titleOf, until, settled }
}

const question = 'Where is the sea warm in November, and how do I get there by train?'
const words = 'Where is the sea warm in November, and how do I get there…'

t.test('a chat is named by its own model after its first answer, and once', async t => {
  const { server, upstream, begin, ask, titleOf, until, call } = await start(t, () => says('**"Warm seas in November."**\n\nI chose it because …'))
  const chatId = await begin()
  t.equal((await ask(chatId, question)).json.answer.text, 'The Canary Islands are warm.')
  await until(async () => await titleOf(chatId) === 'Warm seas in November')
  const asked = upstream.requests.filter(isForTitle)
  t.match(asked[0]!.parsed, { model: 'large', messages: [{ role: 'system' }, { role: 'user', content: /Where is the sea warm[^]*The Canary Islands are warm/ }] })
  t.equal(asked[0]!.parsed.max_completion_tokens ?? asked[0]!.parsed.max_tokens, 30)
  t.notOk(asked[0]!.body.includes('the prompt of the house'))
  await ask(chatId, 'And in December?')
  await call('POST', `/chats/${chatId}/messages/${(await call('GET', `/chats/${chatId}`)).json.chat.leafId}/regenerate`, {})
  t.equal(upstream.requests.filter(isForTitle).length, 1)
  t.match(server.receipts.map(({ attribution, usage }) => [attribution?.chat, usage?.outputTokens]), Array.from({ length: 4 }, () => [chatId, 3]), 'every call is counted')
  t.equal(new Set(server.receipts.map(({ requestId }) => requestId)).size, 4)
  await until(async () => (await call('GET', '/chats?q=seas')).json.data.length === 1)
})

t.test('an answer does not wait for the title', async t => {
  let release = () => {}
  const held = new Promise<void>(resolve => { release = resolve })
  const { begin, ask, titleOf, until } = await start(t, async () => {
    await held
    return says('Late, but there')
  })
  const chatId = await begin()
  t.equal((await ask(chatId, question)).status, 200)
  t.equal(await titleOf(chatId), words)
  release()
  await until(async () => await titleOf(chatId) === 'Late, but there')
})

/** What a model may do instead of giving a title. */
const failures: [what: string, reply: Reply][] = [
  ['is overloaded', rateLimited(1)],
  ['is held back by a filter', says('', 'content_filter')],
  ['says nothing', says('')],
  ['breaks off', sse([chunk({ role: 'assistant', content: 'Warm se' })])],
  ['does not come to an end', says('Certainly! Here is a title for your conversation about', 'length')],
  ['says only quotation marks', says('""')],
]
for (const [what, reply] of failures) {
  t.test(`the first words stay when the model ${what}, and it is not asked again`, async t => {
    const { begin, ask, titleOf, settled, upstream } = await start(t, () => reply)
    const chatId = await begin()
    t.equal((await ask(chatId, question)).json.answer.status, 'complete')
    await settled()
    t.equal(await titleOf(chatId), words)
    await ask(chatId, 'And in December?')
    await settled()
    t.equal(upstream.requests.filter(isForTitle).length, 1)
    t.equal(await titleOf(chatId), words)
  })
}

t.test('what a person called it stays, however late the model is', async t => {
  const waiting: (() => void)[] = []
  const { begin, ask, call, titleOf, settled, upstream, until } = await start(t, async () => {
    await new Promise<void>(resolve => { waiting.push(resolve) })
    return says('By the model')
  })
  const named = await begin({ title: 'Mine from the start' })
  await ask(named, question)
  const renamed = await begin()
  await ask(renamed, question)
  await until(() => waiting.length === 1)
  await call('PATCH', `/chats/${renamed}`, { title: 'Mine' })
  waiting[0]!()
  await settled()
  t.equal(await titleOf(renamed), 'Mine')
  t.equal(await titleOf(named), 'Mine from the start')
  t.equal(upstream.requests.filter(isForTitle).length, 1, 'of the one with a name nothing was asked')
})

t.test('only an answer that came to its end is one to name a chat after', async t => {
  let attempt = 0
  const { upstream, begin, ask, call, titleOf, until } = await start(t, () => says('At last'))
  upstream.on(request => request.path.endsWith('/completions') && !isForTitle(request) && attempt++ === 0, rateLimited(1))
  const chatId = await begin()
  const failed = (await ask(chatId, question)).json.answer
  t.equal(failed.status, 'failed')
  t.equal(await titleOf(chatId), words)
  await call('POST', `/chats/${chatId}/messages/${failed.id}/regenerate`, {})
  await until(async () => await titleOf(chatId) === 'At last')
})

t.test('with AUTO_TITLE=words nothing is asked', async t => {
  const { upstream, begin, ask, titleOf } = await start(t, () => says('Never'), { AUTO_TITLE: 'words' })
  const chatId = await begin()
  await ask(chatId, question)
  await new Promise(resolve => setTimeout(resolve, 50))
  t.equal(await titleOf(chatId), words)
  t.strictSame(upstream.requests.filter(isForTitle), [])
})

t.test('a model that takes too long is given up, and so is every one when the server closes', async t => {
  const { server, upstream } = await start(t, () => ({ ...says('Never'), stallAfter: 10 }), { UPSTREAM_TIMEOUT_MS: '3600000' })
  const content = [{ type: 'text' as const, text: 'hello' }]
  const branch = [{ role: 'assistant', status: 'complete', content }, { role: 'user', status: 'complete', content }] as MessageRecord[]
  const store = { find: async () => ({ titleSource: 'message' }) as ChatRecord, branch: async () => branch, update: async () => { throw new Error('there is no title to write') } }
  for (const deadlineMs of [50, 600_000]) {
    const writer = createTitleWriter({ store, gateway: server.app.services.gateway, log: silentLog, onNamed: () => t.fail('named'), deadlineMs })
    const before = upstream.requests.length
    writer.suggest({ chatId: 'cht_1', messageId: 'msg_1', model: 'acme/large', user: 'usr_1', caller: { type: 'user', id: 'usr_1', name: 'ada', scopes: ['chats'], isAdmin: false, limits: undefined } })
    const request = await upstream.request(before)
    if (deadlineMs === 600_000) await writer.close()
    t.equal(await request.closedEarly, true, `${deadlineMs} ms`)
    await writer.close()
  }
})

const titles: [written: string, title: string | undefined][] = [
  ['Warm seas', 'Warm seas'],
  ['"Warm seas"', 'Warm seas'],
  ['“Warm seas”', 'Warm seas'],
  ['«Mers chaudes»', 'Mers chaudes'],
  ['„Warme Meere“', 'Warme Meere'],
  ['「暖かい海」', '暖かい海'],
  ['**Title: "Warm seas."**', 'Warm seas'],
  ['# Warm seas', 'Warm seas'],
  ['Titel: Warme Meere.', 'Warme Meere'],
  ['\n\n  Warm\tseas  \nBecause you asked', 'Warm seas'],
  ['<think>Hmm, what\nis this?</think>\nWarm seas', 'Warm seas'],
  ['<think>never ends', undefined],
  ['Wait for it...', 'Wait for it...'],
  ['C# and F#', 'C# and F#'],
  ['What is “this”?', 'What is “this”?'],
  ['Warm\u202e seas\u0007', 'Warm seas'],
  ['word '.repeat(30), 'word word word word word word word word word word word…'],
  ['x'.repeat(200), 'x'.repeat(59) + '…'],
  ['🐎'.repeat(70), '🐎'.repeat(59) + '…'],
  ['""', undefined],
  [' \n ', undefined],
]
for (const [written, title] of titles) {
  t.test(`${JSON.stringify(written.slice(0, 40))} is a title: ${title?.slice(0, 40)}`, async t => {
    t.equal(cleanTitle(written), title)
    t.ok([...cleanTitle(written) ?? ''].length <= 60)
  })
}

t.test('first words are whole, in one line, and no more than 60 characters', async t => {
  t.equal(firstWords([{ type: 'text', text: ' Hello\n world ' }]), 'Hello world')
  t.equal(firstWords([{ type: 'image', source: { url: 'https://example.org/a.png' } }]), 'New chat')
  t.equal(firstWords([{ type: 'text', text: question }]), words)
  t.ok([...words].length <= 60)
})
